#!/bin/sh
# What a machine must have beyond python3 and make. Debian's own packages bring it where we may.
#   tools/machine.sh python     prints a Python that can make an environment
#   tools/machine.sh tests      PostgreSQL, Chromium, fonts, Pango and Java, for the tests
set -eu

say() { printf '%s\n' "$*" >&2; }

bring() { # package names: install them, or say how
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        say "This machine lacks: $*. On Debian or Ubuntu: sudo apt-get install $*"
        return 1
    fi
    say "Installing $* ..."
    export DEBIAN_FRONTEND=noninteractive
    set -- -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
    # shellcheck disable=SC2046  # several words are meant
    { apt-get -q update && apt-get install $(known "$@"); } </dev/null >&2
}

known() { # words: the same, with a package that is not offered here without its second half
    for word; do
        case $word in *-headless-shell) apt-cache show "$word" >/dev/null 2>&1 || word=${word%-headless-shell} ;; esac
        printf '%s\n' "$word"
    done
}

fits() { # a Python: new enough, not too new
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null
}

can_make_environments() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        command -v "$name" >/dev/null && fits "$name" || continue
        if ! can_make_environments "$name"; then
            version=$("$name" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
            bring "$version-venv" || exit 1
        fi
        printf '%s\n' "$name"
        return
    done
    say "Tallybrook needs Python 3.11, 3.12 or 3.13; this machine has $(python3 --version 2>&1)."
    say "Install one and name it: make PYTHON=/path/to/python3.12"
    exit 1
}

has_postgresql() { command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
has_chromium() { command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null; }
has_fonts() { [ -d /usr/share/fonts/truetype/noto ] && [ -d /usr/share/fonts/truetype/dejavu ] && [ -d /usr/share/fonts/opentype/noto ]; }
has_pango() { ldconfig -p | grep -q libpangoft2-1.0 && ldconfig -p | grep -q libharfbuzz-subset; }
has_java() { java -version >/dev/null 2>&1; }

tests() {
    wanted=
    has_postgresql || wanted="$wanted postgresql"
    has_chromium || wanted="$wanted chromium-headless-shell"
    has_fonts || wanted="$wanted fonts-noto-core fonts-noto-cjk fonts-dejavu-core"
    has_pango || wanted="$wanted libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    has_java || wanted="$wanted default-jre-headless"
    # shellcheck disable=SC2086  # several words are meant
    [ -z "$wanted" ] || bring $wanted || say "Tests that need them are skipped, and say so."
}

"${1:?what is wanted: python or tests}"
