#!/usr/bin/env bash
# Installs the Debian packages that a purpose needs and this machine lacks; with all of them there
# it does nothing, and needs neither root nor a network.
#
# usage: deploy/install-packages.sh PURPOSE...     PURPOSE: build, test, lint, bench, demo
set -euo pipefail

# What each purpose needs, one a word. `PACKAGE=COMMAND` is also met by any package that brings the
# command, so that nobody's own nginx is replaced.
packages_for() {
    case $1 in
    # The libraries, and what the Swift toolchain itself needs to compile and link.
    build)
        echo libc-ares-dev libcurl4-openssl-dev libpcre2-dev libssl-dev zlib1g-dev pkg-config=pkg-config binutils=ld git=git \
            ca-certificates libcrypt-dev libc6-dev libgcc-12-dev libstdc++-12-dev libncurses6 libsqlite3-0 libxml2
        ;;
    test)
        echo prometheus=prometheus curl=curl openssl=openssl golang-go=go slowhttptest=slowhttptest nginx-light=nginx \
            python3-jsonschema python3-venv python3-yaml strace=strace tzdata
        ;;
    demo) echo prometheus=prometheus curl=curl ;;
    lint) echo shellcheck=shellcheck yamllint=yamllint ;;
    bench)
        echo golang-go=go golang-github-prometheus-client-golang-dev wrk=wrk nginx-light=nginx \
            curl=curl python3-minimal=python3 prometheus-blackbox-exporter=prometheus-blackbox-exporter \
            python3-venv
        ;;
    *)
        echo "install-packages.sh: unknown purpose '$1'; one of build, test, lint, bench, demo" >&2
        exit 2
        ;;
    esac
}

# Daemons live in sbin, which is not on everybody's path.
has_command() {
    PATH=$PATH:/usr/sbin:/sbin type -P "$1" >/dev/null
}

is_installed() {
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

missing_packages() {
    local purpose need
    for purpose in "$@"; do
        for need in $(packages_for "$purpose"); do
            if [[ $need == *=* ]] && has_command "${need#*=}"; then continue; fi
            is_installed "${need%=*}" || echo "${need%=*}"
        done
    done | sort --unique
}

as_root() {
    if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# Packages of servers start them, and again at each boot. Ours are started by tests, on ports of
# their own: a policy of 101 forbids the start, and `disable` the one at boot.
forbid_services() {
    [[ -e /usr/sbin/policy-rc.d ]] && return
    printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
    as_root chmod 755 /usr/sbin/policy-rc.d
    trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
}

disable_services() {
    type -P systemctl >/dev/null || return 0
    local package unit
    for package in "$@"; do
        dpkg-query --listfiles "$package" | sed -n 's|.*/systemd/system/\([^/@]*\.service\)$|\1|p' |
            while read -r unit; do
                # Without a running systemd there is nothing that could start it either.
                as_root systemctl --quiet disable "$unit" 2>/dev/null || true
            done
    done
}

# The purposes are checked here, where an exit ends the script.
(($#)) || packages_for ''
for purpose in "$@"; do packages_for "$purpose" >/dev/null; done

if ! type -P apt-get dpkg-query >/dev/null; then
    echo "install-packages.sh: no apt here; install by your own means what Debian calls:" \
        "$(for purpose in "$@"; do packages_for "$purpose"; done)" >&2
    exit 0
fi
mapfile -t missing < <(missing_packages "$@")
((${#missing[@]})) || exit 0
if ((EUID != 0)) && ! type -P sudo >/dev/null; then
    echo "install-packages.sh: as root, run: apt-get install ${missing[*]}" >&2
    exit 1
fi

echo "installing ${missing[*]}"
forbid_services
as_root apt-get update --quiet=2
as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 \
    --no-install-recommends --option Dpkg::Use-Pty=0 "${missing[@]}" >/dev/null
disable_services "${missing[@]}"
