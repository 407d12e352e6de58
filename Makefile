# The commands of CONTRIBUTING.md. `make` alone lists them.
.PHONY: help run test verify soak it kustomize format ci
.DEFAULT_GOAL := help

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

run: ## Run the service with live reload
	./mvnw quarkus:dev

test: ## Run the unit tests, or one unit or component test: make test T=ConversationResourceTest
	./mvnw test $(if $(T),-Dtest=$(T))

it: ## Run one test of the packaged service: make it T=OneCommandIT
	./mvnw verify -Dit.test=$(or $(T),$(error name a test: make it T=OneCommandIT))

verify: ## Run the unit, component and package tests
	./mvnw verify

soak: ## Run the soak tests
	./mvnw verify -Psoak

kustomize: ## Render deploy/kustomize from the chart
	./mvnw test -Dtest=KustomizeTest -Dkustomize.write=true

format: ## Format the code
	./mvnw spotless:apply

ci: ## Run what CI runs
	.ci/run
