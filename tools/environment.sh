#!/bin/sh
# Make .venv and put into it what a lock names: tools/environment.sh bootstrap|run|dev
# What is only compared with has an environment of its own, var/peers: tools/environment.sh peers
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
    .venv/bin/pip install -qq --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
    trap - EXIT
}

fill() { # with what the lock names; uv is told how
    echo "Installing what $1 names ..."
    if .venv/bin/uv --version >/dev/null 2>&1 &&
        .venv/bin/uv pip "$2" -q --require-hashes --only-binary :all: ${3-} "$1"; then
        return
    fi
    echo "uv could not; pip does the same more slowly ..."
    .venv/bin/pip install -qq --require-hashes --only-binary :all: -r "$1"
}

ourselves() { # the `portal` command, run from this folder
    .venv/bin/pip install -qq --no-deps --no-build-isolation --no-index -e .
}

peers() {
    lock=bench/peers/requirements.txt
    .venv/bin/python -m venv --clear var/peers
    echo "Installing what $lock names ..."
    if .venv/bin/uv --version >/dev/null 2>&1 &&
        .venv/bin/uv pip sync -q --python var/peers/bin/python --require-hashes --only-binary :all: "$lock"; then
        return
    fi
    echo "uv could not; pip does the same more slowly ..."
    var/peers/bin/pip install -qq --require-hashes --only-binary :all: -r "$lock"
}

case "${1:?what is wanted: bootstrap, run, dev or peers}" in
bootstrap) bootstrap ;;
run) fill requirements/run.txt install -r && ourselves ;;
dev) fill requirements/dev.txt sync && ourselves ;;
peers) peers ;;
esac
