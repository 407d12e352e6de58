{{/* What selects pods: never the version, because selectors cannot change. */}}
{{- define "conversations.selector" -}}
app.kubernetes.io/name: conversations
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "conversations.labels" -}}
{{ include "conversations.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | quote }}
app.kubernetes.io/part-of: callmissed
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "conversations.image" -}}
{{- with .Values.image -}}
{{- .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{- define "conversations.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "conversations.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "conversations.env" -}}
- name: CALLMISSED_MODE
  value: production
- name: CALLMISSED_PUBLIC_URL
  value: {{ .Values.publicUrl | quote }}
- name: CALLMISSED_SHUTDOWN_DRAIN
  value: PT{{ .Values.shutdown.drainSeconds }}S
# Behind a proxy all connections have its address.
- name: CALLMISSED_HTTP_MAX_CONNECTIONS_PER_ADDRESS
  value: "0"
- name: CALLMISSED_CREDENTIALS_FAILURES_PER_ADDRESS
  value: "0"
{{- with .Values.jwt }}
{{- with .jwksUrl }}
- name: CALLMISSED_JWT_JWKS_URL
  value: {{ . | quote }}
{{- end }}
- name: CALLMISSED_JWT_ISSUER
  value: {{ .issuer | quote }}
- name: CALLMISSED_JWT_AUDIENCE
  value: {{ .audience | quote }}
{{- end }}
{{- with .Values.ai }}
- name: CALLMISSED_AI_PROVIDER
  value: {{ .provider }}
{{- with .baseUrl }}
- name: CALLMISSED_AI_BASE_URL
  value: {{ . | quote }}
{{- end }}
{{- with .model }}
- name: CALLMISSED_AI_MODEL
  value: {{ . | quote }}
{{- end }}
{{- end }}
{{- range $name, $value := .Values.env }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
- name: DATABASE_URL
  valueFrom:
    secretKeyRef:
      name: {{ .Values.secret.database.name | default .Values.secret.name }}
      key: {{ .Values.secret.database.key }}
{{- range $name := compact (list "CALLMISSED_KEY_PEPPER" "CALLMISSED_ENCRYPTION_KEY" .Values.jwt.fromSecret) }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ $.Values.secret.name }}
      key: {{ $name }}
{{- end }}
{{- range $name := list "CALLMISSED_KEY_PEPPER_PREVIOUS" "CALLMISSED_ENCRYPTION_KEY_PREVIOUS" "CALLMISSED_AI_API_KEY" "OTEL_EXPORTER_OTLP_HEADERS" }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ $.Values.secret.name }}
      key: {{ $name }}
      optional: true
{{- end }}
{{- end }}
