# The commands of CONTRIBUTING.md. `make` alone lists them.
.PHONY: help run test test-all it format ci
.DEFAULT_GOAL := help

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

run: ## Run the service with live reload
	./mvnw quarkus:dev

test: ## Run one unit or component test: make test T=ConversationResourceTest
	./mvnw test -Dtest=$(or $(T),$(error name a test: make test T=ConversationResourceTest))

it: ## Run one test of the packaged service: make it T=OneCommandIT
	./mvnw verify -Dtest=NoUnitTest -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=$(or $(T),$(error name a test: make it T=OneCommandIT))

test-all: ## Run every test
	./mvnw verify

format: ## Format the code
	./mvnw spotless:apply

ci: ## Run what CI runs
	.ci/run
