#!/usr/bin/env bash
# Sets up a machine to build, run and test Canopy. It looks for each thing first and installs only
# what is missing, so that it may be run before everything else: with nothing to do it takes about
# a second.
#
#   xtask/setup.sh run     what `make run` needs: Rust with WebAssembly, PostgreSQL, npm tools
#   xtask/setup.sh test    the same, a Chromium, and the ISO 3166 data and Python that a test imports
#
# What the build has to know about this machine is written to target/setup.env. Packages are
# installed as root; for an ordinary user that means sudo, and each use of it is announced.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root
readonly env_file=$root/target/setup.env
readonly wasm=wasm32-unknown-unknown
# What the tools of package-lock.json need at least.
readonly oldest_node=20.19

say() { printf 'set-up: %s\n' "$*"; }
fail() {
    printf 'set-up failed: %s\n' "$*" >&2
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# ---------------------------------------------------------------- packages of the system

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif have sudo; then
        say "as root, through sudo: $*"
        sudo "$@"
    else
        fail "\"$*\" needs root; run make as root once, or install sudo."
    fi
}

apt_updated=no
# Fetches the lists of packages, once.
apt_update() {
    if [ "$apt_updated" = no ] && have apt-get; then
        as_root apt-get update -qq || fail "the package lists could not be fetched; is there a network?"
        apt_updated=yes
    fi
}

# apt_install WHY PACKAGE...
apt_install() {
    local why=$1
    shift
    have apt-get || fail "$why is missing, and this system has no apt-get; install it and try again."
    say "installing $why: $*"
    apt_update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
        >"$root/target/setup-apt.log" 2>&1 ||
        fail "apt-get could not install $*; see target/setup-apt.log."
}

# Prints the version of a package that apt-get would install, or nothing.
apt_candidate() {
    have apt-cache || return 0
    apt-cache policy "$1" | sed -n 's/^ *Candidate: *\([0-9].*\)$/\1/p'
}

# ---------------------------------------------------------------- Rust

oldest_rust() { sed -n 's/^rust-version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1; }

# at_least A B: is version A the same as B or newer?
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -1)" = "$2" ]; }

# The compiler of a toolchain: the name of one that rustup knows, or "system" for /usr/bin.
rustc_of() {
    local toolchain=$1
    shift
    if [ "$toolchain" = system ]; then
        /usr/bin/rustc "$@"
    else
        RUSTUP_TOOLCHAIN=$toolchain rustc "$@"
    fi
}

recent_enough() {
    local version
    version=$(rustc_of "$1" --version 2>/dev/null | cut -d' ' -f2) || return 1
    [ -n "$version" ] && at_least "${version%%-*}" "$(oldest_rust)"
}

# Asks the compiler itself, since a library left behind by an older compiler is as good as none.
compiles_wasm() {
    local out
    out=$(mktemp -d)
    local answer=0
    echo 'pub fn answer() -> String { 42.to_string() }' |
        rustc_of "$1" --target $wasm --crate-type lib --emit metadata --out-dir "$out" - \
            >/dev/null 2>&1 || answer=1
    rm -rf "$out"
    return $answer
}

# Prints the toolchains to look at, best first.
toolchains() {
    if have rustup; then
        [ -z "${RUSTUP_TOOLCHAIN:-}" ] || echo "$RUSTUP_TOOLCHAIN"
        rustup show active-toolchain 2>/dev/null | cut -d' ' -f1
        [ ! -e "${RUSTUP_HOME:-$HOME/.rustup}/toolchains/debian" ] || echo debian
    elif [ -x /usr/bin/rustc ]; then
        echo system
    fi
}

# The source of Rust's own library: what the browser gets is compiled with it, for size.
has_library_source() {
    [ -f "$(rustc_of "$1" --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock" ]
}

find_toolchain() {
    local toolchain
    for toolchain in $(toolchains); do
        if recent_enough "$toolchain" && compiles_wasm "$toolchain" && has_library_source "$toolchain"; then
            echo "$toolchain"
            return
        fi
    done
    return 1
}

add_target_by_rustup() {
    have rustup || return 1
    local toolchain
    toolchain=$(rustup show active-toolchain 2>/dev/null | cut -d' ' -f1)
    [ -n "$toolchain" ] && recent_enough "$toolchain" || return 1
    say "asking rustup for the $wasm library of $toolchain and for the library's source"
    {
        timeout 120 rustup target add --toolchain "$toolchain" $wasm &&
            timeout 120 rustup component add --toolchain "$toolchain" rust-src
    } >"$root/target/setup-rustup.log" 2>&1 || return 1
    compiles_wasm "$toolchain" && has_library_source "$toolchain"
}

# Debian's compiler of its web packages, and the library for WebAssembly built from their source.
install_debian_rust() {
    if [ ! -x /usr/bin/rustc ] || [ ! -x /usr/bin/cargo ] || ! recent_enough system ||
        [ ! -x /usr/bin/cargo-clippy ] || [ ! -x /usr/bin/rustfmt ]; then
        apt_install "a Rust compiler" rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web
    fi
    recent_enough system || fail "Canopy needs Rust $(oldest_rust) or newer; install it with rustup."
    has_library_source system || apt_install "the source of Rust's library" rust-web-src
    compiles_wasm system || build_wasm_library
    if have rustup; then
        rustup toolchain link debian /usr
    fi
}

# Builds the standard library for WebAssembly with the compiler it belongs to, once (1.5 minutes).
build_wasm_library() {
    local version source copy built
    version=$(/usr/bin/rustc --version | cut -d' ' -f2)
    source=/usr/src/rustc-$version/library
    [ -d "$source" ] || apt_install "the source of Rust's library" rust-web-src
    [ -d "$source" ] || fail "the source of Rust $version was expected in $source."
    say "building Rust's $wasm library of $version (about two minutes)"
    copy=$root/target/setup-library
    built=$root/target/setup-library-built
    rm -rf "$copy"
    cp -r "$source" "$copy"
    (
        cd "$copy"
        env -u CARGO_TARGET_DIR -u RUSTUP_TOOLCHAIN PATH="/usr/bin:$PATH" RUSTC_BOOTSTRAP=1 \
            RUSTFLAGS="-Zforce-unstable-if-unmarked -Cembed-bitcode=yes" RUSTC=/usr/bin/rustc \
            CARGO_TARGET_DIR="$built" /usr/bin/cargo build --release \
            --manifest-path sysroot/Cargo.toml --target $wasm --features compiler-builtins-mem
    ) >"$root/target/setup-library.log" 2>&1 ||
        fail "Rust's $wasm library did not build; see target/setup-library.log."
    local home=/usr/lib/rustlib/$wasm/lib
    as_root mkdir -p "$home"
    as_root find "$home" -name '*.rlib' -delete
    as_root cp "$built/$wasm"/release/deps/*.rlib "$home/"
    rm -rf "$copy" "$built"
    compiles_wasm system || fail "Rust's $wasm library was built but the compiler refuses it."
}

set_up_rust() {
    toolchain=$(find_toolchain) && return
    add_target_by_rustup || install_debian_rust
    toolchain=$(find_toolchain) || fail "no Rust with the $wasm target was found after installing one."
}

# ---------------------------------------------------------------- the linker for WebAssembly

# Prints the linker to name to cargo, or nothing where the compiler brings its own.
find_linker() {
    local sysroot own candidate
    sysroot=$(rustc_of "$toolchain" --print sysroot)
    own=$(find "$sysroot"/lib/rustlib/*/bin -maxdepth 1 -name rust-lld 2>/dev/null | head -1)
    [ -z "$own" ] || return 0
    for candidate in "${RUSTUP_HOME:-$HOME/.rustup}"/toolchains/*/lib/rustlib/*/bin/rust-lld \
        /usr/bin/wasm-ld /usr/bin/wasm-ld-*; do
        if [ -x "$candidate" ]; then
            echo "$candidate"
            return 0
        fi
    done
    return 1
}

set_up_linker() {
    linker=$(find_linker) && return
    apt_install "a linker for WebAssembly" lld-19
    linker=$(find_linker) || fail "no linker for WebAssembly (wasm-ld) was found after installing lld-19."
}

# A C compiler links the programs of the build itself; a fresh system may have none.
set_up_cc() {
    have cc || apt_install "a C compiler to link with" gcc libc6-dev
}

# ---------------------------------------------------------------- PostgreSQL, npm, browser

# Prints the newest directory with PostgreSQL's programs.
postgres_bin() {
    local dir
    dir=$(find /usr/lib/postgresql/*/bin /usr/local/pgsql/bin /opt/homebrew/opt/postgresql*/bin \
        -maxdepth 1 -name initdb 2>/dev/null | sort -V | tail -1)
    [ -n "$dir" ] || dir=$(command -v initdb || true)
    [ -n "$dir" ] && dirname "$dir"
}

set_up_postgres() {
    postgres=$(postgres_bin) && return
    apt_install "PostgreSQL" postgresql
    postgres=$(postgres_bin) || fail "PostgreSQL's initdb was not found after installing it."
}

# Prints the version of the installed Node.js, or nothing.
node_version() { have node && node --version | sed 's/^v//' || true; }

# Prints the version of Node.js that apt-get would install, or nothing.
node_available() { apt_candidate nodejs | sed 's/^\([0-9.]*\).*/\1/'; }

set_up_node() {
    local installed available
    installed=$(node_version)
    if [ -n "$installed" ] && at_least "$installed" $oldest_node && have npm; then
        return
    fi
    apt_update
    available=$(node_available)
    if [ -z "$available" ] || ! at_least "$available" $oldest_node; then
        fail "Canopy's build needs Node.js $oldest_node or newer with npm (installed: ${installed:-none}, by apt-get: ${available:-none}); install it from https://nodejs.org and try again."
    fi
    apt_install "Node.js" nodejs
    # Debian has npm in a package of its own; elsewhere it comes with Node.js.
    have npm || apt_install "npm" npm
    installed=$(node_version)
    if [ -z "$installed" ] || ! at_least "$installed" $oldest_node || ! have npm; then
        fail "Node.js $oldest_node or newer with npm was not found after installing Node.js $available; is an older one first in PATH?"
    fi
}

set_up_npm() {
    set_up_node
    if [ ! "$root/node_modules/.package-lock.json" -nt "$root/package-lock.json" ]; then
        say "installing the npm tools of package-lock.json"
        (cd "$root" && npm ci --no-audit --no-fund --loglevel=error) ||
            fail "npm ci did not succeed; is there a network?"
        touch "$root/node_modules/.package-lock.json"
    fi
}

find_chromium() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if have "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

set_up_chromium() {
    if ! chromium=$(find_chromium); then
        apt_install "Chromium for the browser tests" chromium
        chromium=$(find_chromium) || fail "Chromium was not found after installing it."
    fi
    set_up_chromium_shell
}

# The same Chromium without a window: a test's page opens in half the time. Where there is none, tests take Chromium.
set_up_chromium_shell() {
    local shell=chromium-headless-shell
    if ! have $shell && [ -n "$(apt_candidate $shell)" ]; then
        (apt_install "Chromium without a window for the browser tests" $shell) ||
            say "the browser tests go on with $chromium"
    fi
    chromium_shell=$(command -v $shell || true)
}

# The countries and subdivisions of ISO 3166 are imported by tests, made into a file by Python.
set_up_iso_codes() {
    [ -f /usr/share/iso-codes/json/iso_3166-2.json ] || apt_install "the data of ISO 3166 for tests" iso-codes
    have python3 || apt_install "Python for a test's data" python3
}

# ---------------------------------------------------------------- what the build is told

write_env() {
    {
        echo "# Written by xtask/setup.sh; read by xtask/make.sh."
        if [ "$toolchain" = system ]; then
            echo "export PATH=\"/usr/bin:\$PATH\""
        else
            echo "export RUSTUP_TOOLCHAIN=$toolchain"
        fi
        [ -z "$linker" ] || echo "export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$linker"
        echo "export CANOPY_PG_BIN=$postgres"
        [ -z "${chromium:-}" ] || echo "export CHROMIUM=$chromium"
        [ -z "${chromium_shell:-}" ] || echo "export CHROMIUM_SHELL=$chromium_shell"
    } >"$env_file"
}

main() {
    local purpose=${1:-run}
    mkdir -p "$root/target"
    set_up_cc
    set_up_rust
    set_up_linker
    set_up_postgres
    set_up_npm
    case $purpose in
        run) chromium=$(find_chromium || true) ;;
        test)
            set_up_chromium
            set_up_iso_codes
            ;;
        *) fail "the purpose is \"run\" or \"test\", not \"$purpose\"." ;;
    esac
    write_env
}

# A test reads this file for its parts.
[ "${BASH_SOURCE[0]}" != "$0" ] || main "$@"
