"""Files that run `siwakit renew`: a line for cron, a systemd timer, a Kubernetes CronJob, a GitHub workflow.

Each runs it more often than a renewal is due, because a run that finds nothing to do changes nothing, and a failure is then noticed early.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Sequence
from zlib import crc32

from siwakit.record import record

_MINUTES = 60
_SECRET = "siwakit-keys"  # the name of a Kubernetes Secret
_KUBERNETES = "kubernetes:"


@record(kw_only=True)
class SchedulerSetup:
    """Where things are on this machine: the program, `siwakit.toml`, its folder, and what it names."""

    program: str
    config: str
    folder: str
    stores: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def minute(self) -> int:
        """Return the minute of the hour to run at: machines with other paths have others, so that they do not all call Apple at once."""
        return crc32(self.config.encode("utf-8", "surrogatepass")) % _MINUTES


def scheduler_file(kind: str, setup: SchedulerSetup) -> str:
    """Return the file of *kind*: cron, systemd, kubernetes or github."""
    return _FILES[kind](setup)


def _cron(setup: SchedulerSetup) -> str:
    command = f"cd {shlex.quote(setup.folder)} && {shlex.quote(setup.program)} renew --once --config {shlex.quote(setup.config)}"
    return f"""\
# Add these lines with `crontab -e`. cron mails what a run prints; with chronic (moreutils), only if the run failed.
MAILTO=root
{setup.minute} 4 * * * {command.replace("%", chr(92) + "%")}
"""


def _systemd(setup: SchedulerSetup) -> str:
    return f"""\
# /etc/systemd/system/siwakit-renew.service
[Unit]
Description=Renew client_secrets for Sign in with Apple
Wants=network-online.target
After=network-online.target
# What tells you about a failure:
# OnFailure=notify-admin@%n.service

[Service]
Type=oneshot
ExecStart={_unit_word(setup.program)} renew --once --config {_unit_word(setup.config.replace("$", "$$"))}
WorkingDirectory={_unit_path(setup.folder)}
# Tokens of stores, such as VAULT_TOKEN; readable only by root.
EnvironmentFile=-/etc/siwakit/renew.env
# A run waits a minute for a store that does not show a new value yet.
TimeoutStartSec=30min
UMask=0077
ProtectSystem=strict
ReadWritePaths={_unit_word(setup.folder)}
ProtectHome=read-only
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
NoNewPrivileges=yes
LockPersonality=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
SystemCallArchitectures=native
SystemCallFilter=@system-service
# A replaced file keeps its owner and its permissions.
CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER
# A key in a USB token needs the device: add DeviceAllow= for it, and leave this out.
PrivateDevices=yes

# /etc/systemd/system/siwakit-renew.timer
[Unit]
Description=Renew client_secrets for Sign in with Apple every day

[Timer]
OnCalendar=daily
RandomizedDelaySec=1h
# A run that was missed while the machine was off is made up for.
Persistent=yes

[Install]
WantedBy=timers.target
"""


def _unit_word(text: str) -> str:
    """Return *text* as one word of a unit file, in which % means nothing."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"' if any(character in text for character in " \"'\\;") else escaped


def _unit_path(text: str) -> str:
    """Return *text* as a setting that is one path: it is not unquoted there."""
    return text.replace("%", "%%")


def _kubernetes(setup: SchedulerSetup) -> str:
    places = [store.removeprefix(_KUBERNETES).partition("#")[0] for store in setup.stores if store.startswith(_KUBERNETES)]
    namespace, _, _ = (places[0] if places else "default/").partition("/")
    names = sorted({place.partition("/")[2] for place in places if place.partition("/")[0] == namespace}) or ["apple-client-secret"]
    key_files = [key.replace("\\", "/").rpartition("/")[2] for key in setup.keys if ":" not in key]
    return f"""\
# Before: kubectl -n {namespace} create configmap siwakit --from-file=siwakit.toml
#         kubectl -n {namespace} create secret generic {_SECRET} {" ".join(f"--from-file={shlex.quote(name)}" for name in key_files)}
# The folder /config has siwakit.toml, and /keys the key: write signer = "/keys/{key_files[0] if key_files else "AuthKey_ABC123DEFG.p8"}".
apiVersion: v1
kind: ServiceAccount
metadata:
  name: siwakit-renew
  namespace: {_text(namespace)}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: siwakit-renew
  namespace: {_text(namespace)}
rules:
  - apiGroups: [""]
    resources: [secrets]
    resourceNames: {json.dumps(names)}
    verbs: [get, patch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: siwakit-renew
  namespace: {_text(namespace)}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: siwakit-renew
subjects:
  - kind: ServiceAccount
    name: siwakit-renew
    namespace: {_text(namespace)}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: siwakit-renew-state
  namespace: {_text(namespace)}
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 16Mi
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: siwakit-renew
  namespace: {_text(namespace)}
spec:
  schedule: "{setup.minute} 4 * * *"
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 43200
  failedJobsHistoryLimit: 3
  jobTemplate:
    spec:
      backoffLimit: 3
      activeDeadlineSeconds: 3600
      template:
        spec:
          serviceAccountName: siwakit-renew
          restartPolicy: Never
          securityContext:
            runAsNonRoot: true
            runAsUser: 10001
            fsGroup: 10001
            seccompProfile:
              type: RuntimeDefault
          containers:
            - name: renew
              # Your image: Python 3.11 or later, with siwakit[http] installed.
              image: registry.example.com/siwakit:latest
              command: [siwakit, renew, --once, --config, /config/siwakit.toml, --state, /state]
              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities:
                  drop: [ALL]
              resources:
                limits:
                  memory: 256Mi
              volumeMounts:
                - name: config
                  mountPath: /config
                  readOnly: true
                - name: keys
                  mountPath: /keys
                  readOnly: true
                - name: state
                  mountPath: /state
          volumes:
            - name: config
              configMap:
                name: siwakit
            - name: keys
              secret:
                secretName: {_SECRET}
                defaultMode: 0440
            - name: state
              persistentVolumeClaim:
                claimName: siwakit-renew-state
"""


def _github(setup: SchedulerSetup) -> str:
    key = next((key.replace("\\", "/").rpartition("/")[2] for key in setup.keys if ":" not in key), "")
    return f"""\
# .github/workflows/siwakit-renew.yml
#
# The workflow keeps no journal, and GitHub never shows a secret, so each run renews the secrets of GitHub: once a month is enough.
# SIWAKIT_GITHUB_TOKEN is a fine-grained token with the permission Secrets: write; the workflow's own GITHUB_TOKEN cannot have it.
name: Renew the client_secret
on:
  schedule:
    - cron: "{setup.minute} 4 3 * *"
  workflow_dispatch:
permissions:
  contents: read
concurrency:
  group: siwakit-renew
  cancel-in-progress: false
jobs:
  renew:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v7
        with:
          persist-credentials: false
      - uses: actions/setup-python@v6
        with:
          python-version: "3.13"
      - run: python -m pip install --quiet 'siwakit[github]'
{_key_step(key)}\
      - run: siwakit renew --once --probe --state "$RUNNER_TEMP/siwakit"
        env:
          GITHUB_TOKEN: ${{{{ secrets.SIWAKIT_GITHUB_TOKEN }}}}
"""


def _key_step(key: str) -> str:
    """Return the step that makes the key file, which is in no repository; a key in a KMS has none."""
    if not key:
        return ""
    return f"""\
      - run: umask 077 && printf '%s\\n' "$APPLE_KEY" > "$KEY_FILE"
        env:
          APPLE_KEY: ${{{{ secrets.APPLE_KEY }}}}
          KEY_FILE: {_text(key)}
"""


def _text(text: str) -> str:
    """Return *text* as a string of YAML."""
    return json.dumps(text)


_FILES: dict[str, Callable[[SchedulerSetup], str]] = {"cron": _cron, "systemd": _systemd, "kubernetes": _kubernetes, "github": _github}
KINDS: Sequence[str] = tuple(_FILES)
