#!/bin/sh
# Make .venv and put into it what a lock names: tools/environment.sh bootstrap|run|dev
# Everything is installed by hash, from the index this machine is configured for.
set -eu
cd "$(dirname "$0")/.."

bootstrap() {
    python=$(tools/machine.sh python)
    if [ ! -x .venv/bin/pip ]; then
        echo "Making .venv with $("$python" --version) ..."
        rm -rf .venv # what an interrupted run has left
        trap 'rm -rf .venv' EXIT
        "$python" -m venv .venv
    fi
    .venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
    trap - EXIT
}

fill() { # the lock's name, then what uv does with it
    echo "Installing $1 ..."
    if .venv/bin/uv --version >/dev/null 2>&1 &&
        .venv/bin/uv pip "$2" -q --require-hashes --only-binary :all: "requirements/$1.txt"; then
        return
    fi
    echo "uv could not; pip does the same more slowly ..."
    .venv/bin/pip install -q --require-hashes --only-binary :all: -r "requirements/$1.txt"
}

ourselves() { # the `portal` command, run from this folder
    .venv/bin/pip install -q --no-deps --no-build-isolation --no-index -e .
}

case "${1:?what is wanted: bootstrap, run or dev}" in
bootstrap) bootstrap ;;
run) fill run install && ourselves ;;
dev) fill dev sync && ourselves ;;
esac
