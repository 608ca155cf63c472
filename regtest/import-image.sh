#!/usr/bin/env bash
# Makes a Docker image out of the bitcoind that provision-bitcoind.sh unpacked, for machines that have a Docker Engine
# but reach no image registry. Prints the image's name; running it again is harmless.
#
#   import-image.sh [image name]     (default escrowkit/bitcoind:regtest)
set -euo pipefail

readonly image=${1:-escrowkit/bitcoind:regtest}
readonly stamp_label=org.escrowkit.packages

say() { printf '%s\n' "$*" >&2; }
die() { say "import-image: $*"; exit 1; }

docker info > /dev/null 2>&1 || die 'no Docker Engine answers: start one, or point DOCKER_HOST to it.'

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
bitcoind=$("$here/src/main/resources/org/escrowkit/regtest/provision-bitcoind.sh")
tree=$(dirname -- "$(dirname -- "$bitcoind")")

# The list of unpacked packages tells an image of this very tree from an older one.
stamp=$(sha256sum < "$tree/packages" | cut -d ' ' -f 1)
present=$(docker image inspect --format "{{ index .Config.Labels \"$stamp_label\" }}" "$image" 2> /dev/null || true)

if [[ $present != "$stamp" ]]; then
    say "Importing $image ..."
    # The packages' programs and libraries lie under /usr; the loader and its default paths are looked for above it.
    links=$(mktemp -d)
    trap 'rm -rf "$links"' EXIT
    mkdir "$links"/{root,tmp}
    for name in bin lib lib64; do ln -s "usr/$name" "$links/$name"; done
    tar --create --owner=0 --group=0 --numeric-owner --exclude=usr/share \
        --directory="$tree/root" usr --directory="$links" bin lib lib64 root tmp \
        | docker import \
            --change 'ENTRYPOINT ["/usr/bin/bitcoind"]' \
            --change 'ENV HOME=/root' \
            --change "LABEL $stamp_label=$stamp" \
            - "$image" > /dev/null
fi
printf '%s\n' "$image"
