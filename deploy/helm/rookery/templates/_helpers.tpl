{{- define "rookery.labels" -}}
app.kubernetes.io/name: rookery
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "rookery.chartLabels" -}}
{{ include "rookery.labels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{- /* Of a pod: no root, nothing of the API. */ -}}
{{- define "rookery.pod" -}}
serviceAccountName: {{ .root.Release.Name }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .user }}
  runAsGroup: {{ .user }}
  fsGroup: {{ .user }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .root.Values.images.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "rookery.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: {{ ternary "DoNotSchedule" "ScheduleAnyway" .root.Values.spread.strict }}
    labelSelector: { matchLabels: { {{ include "rookery.labels" . | replace "\n" ", " }} } }
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: ScheduleAnyway
    labelSelector: { matchLabels: { {{ include "rookery.labels" . | replace "\n" ", " }} } }
{{- end }}

{{- /* Of a container: nothing more than it is, and nothing to write to but its volumes. */ -}}
{{- define "rookery.confined" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  privileged: false
  capabilities: { drop: [ALL] }
{{- end }}

{{- define "rookery.redisNodes" -}}
{{- $name := .Release.Name -}}
{{- range $node := until (int .Values.redis.nodes) }}{{ if $node }},{{ end }}{{ $name }}-redis-{{ $node }}:6379{{ end -}}
{{- end }}

{{- define "rookery.redisPassword" -}}
- name: REDIS_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ .Values.redis.passwordSecret }}, key: password } }
{{- end }}
