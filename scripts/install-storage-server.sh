#!/usr/bin/env bash
# Installs MinIO, a storage server that is compatible with S3, once per version, into a cache folder outside the
# repository. Needs Go. Prints the path of the executable; everything else goes to standard error.
set -euo pipefail

minio=v0.0.0-20260212201848-7aac2a2c5b7c

tools="${XDG_CACHE_HOME:-$HOME/.cache}/twelvelabs-index-action/minio-$minio"
[ -x "$tools/minio" ] || GOBIN="$tools" go install "github.com/minio/minio@$minio" >&2
echo "$tools/minio"
