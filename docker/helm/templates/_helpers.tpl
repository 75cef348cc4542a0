{{- /* One name for everything, which is the release's: `support-access` for `helm install support-access`. */ -}}
{{- define "name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- /* Of one role: dict "root" $ "role" "api". These select its pods and never change. */ -}}
{{- define "selector" -}}
app.kubernetes.io/name: support-access
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end -}}

{{- /* Of what belongs to no role. */ -}}
{{- define "labels" -}}
app.kubernetes.io/name: support-access
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end -}}

{{- define "image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* The roles that are installed, as a JSON list. */ -}}
{{- define "roles" -}}
{{- $roles := list -}}
{{- range $role, $settings := .Values.roles -}}
{{- if ne (toString $settings.enabled) "false" -}}
{{- $roles = append $roles $role -}}
{{- end -}}
{{- end -}}
{{- toJson $roles -}}
{{- end -}}
