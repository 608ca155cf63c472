#!/usr/bin/env bash
# A Docker Engine with a bitcoind image in it, for the container tests, on a root-owned Debian without an image registry.
#
#   docker-engine.sh start   prints `export NAME=value` lines for the build on stdout, the rest goes to stderr
#   docker-engine.sh stop    ends the daemon that start began, and no other
#
# In a script:   if settings=$(.ci/docker-engine.sh start); then eval "$settings"; fi
#
# Exit code 0: an engine answers and has the image. 3: this machine cannot have one, and the one line on stderr says why;
# the container tests then skip. An engine that already answers is used as it is and never stopped.
set -euo pipefail

readonly state=/run/escrowkit-docker
readonly socket="$state/docker.sock" log="$state/dockerd.log" install_log="$state/install.log" pid_file="$state/dockerd.pid"
readonly data=/var/lib/escrowkit-docker
readonly image=escrowkit/bitcoind:regtest
readonly patience=60

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

say() { printf '%s\n' "$*" >&2; }
no_engine() { say "No Docker Engine: $*"; exit 3; }
reason() { grep -m 1 '^E:' "$install_log" || tail -n 1 "$install_log"; }
answers() { docker info > /dev/null 2>&1; }

apt_get() { DEBIAN_FRONTEND=noninteractive apt-get --yes -o DPkg::Lock::Timeout="$patience" "$@" > "$install_log" 2>&1; }

install_docker() {
    local packages=(docker.io iptables)
    say "Installing Debian's docker.io ..."
    mkdir -p "$state"
    apt_get update || no_engine "apt-get update failed: $(reason)"
    # From Debian 13 on the command line is a package of its own.
    if ! command -v docker > /dev/null && apt-cache show docker-cli > /dev/null 2>&1; then packages+=(docker-cli); fi
    apt_get install --no-install-recommends "${packages[@]}" || no_engine "docker.io could not be installed: $(reason)"
}

# A pid file can outlive its daemon, and the number can then be another process's.
running() { [[ -s $pid_file && $(cat "/proc/$(< "$pid_file")/comm" 2> /dev/null) == dockerd ]]; }

# Everything is its own (socket, data, pid), so that a daemon of the machine's is never in the way.
start_dockerd() {
    mkdir -p "$state" "$data"
    nohup dockerd --host "unix://$socket" --data-root "$data" --exec-root "$state/exec" --pidfile "$state/daemon.pid" \
        "$@" < /dev/null > "$log" 2>&1 &
    echo $! > "$pid_file"
    local deadline=$((SECONDS + patience))
    until answers; do
        running && ((SECONDS < deadline)) || return 1
        sleep 0.2
    done
}

stop_dockerd() {
    running || { rm -f "$pid_file"; return 0; }
    local pid deadline=$((SECONDS + patience))
    pid=$(< "$pid_file")
    kill "$pid"
    while running && ((SECONDS < deadline)); do sleep 0.2; done
    if running; then
        say "dockerd ($pid) did not end within $patience s."
        return 1
    fi
    rm -f "$pid_file"
}

# Plain settings first; where iptables or overlayfs are shut off, the second try does without them.
begin_engine() {
    [[ $(id -u) == 0 ]] || no_engine 'none answers, and only root can start one.'
    command -v apt-get > /dev/null || no_engine 'none answers, and this is not Debian.'
    if ! command -v dockerd > /dev/null || ! command -v docker > /dev/null; then install_docker; fi
    answers && return
    export DOCKER_HOST="unix://$socket"
    answers && return
    say 'Starting dockerd ...'
    start_dockerd && return
    say "  not with its own settings ($(tail -n 1 "$log")); once more without iptables, on plain files ..."
    stop_dockerd && start_dockerd --iptables=false --ip6tables=false --storage-driver=vfs && return
    local why
    why=$(tail -n 1 "$log")
    stop_dockerd || true
    no_engine "dockerd does not start: $why"
}

start() {
    answers || begin_engine
    if ! "$here/../regtest/import-image.sh" "$image" > /dev/null; then
        stop_dockerd || true
        no_engine 'there is no bitcoind image to run in it.'
    fi
    # No registry: Testcontainers' own helper images (its reaper, its checks) cannot be had, and are not needed, since
    # each node removes its container.
    [[ -z ${DOCKER_HOST:-} ]] || echo "export DOCKER_HOST=$DOCKER_HOST"
    echo 'export TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1'
    echo 'export TESTCONTAINERS_RYUK_DISABLED=true'
    echo 'export TESTCONTAINERS_CHECKS_DISABLE=true'
    echo "export ESCROWKIT_REGTEST_IMAGE=$image"
    say "Docker Engine $(docker version --format '{{ .Server.Version }}'), image $image."
}

case ${1:-} in
    start) start ;;
    stop) stop_dockerd ;;
    *) say 'usage: docker-engine.sh start|stop'; exit 2 ;;
esac
