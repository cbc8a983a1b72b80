#!/usr/bin/env bash
# The parts behind the commands of the Makefile, each with its time.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# ---------------------------------------------------------------- parts and their times

times=()

# part NAME COMMAND...: runs the command and keeps how long it took; a failure ends the run.
part() {
    local name=$1 begun=$SECONDS outcome=0
    shift
    printf '\n== %s\n' "$name"
    "$@" || outcome=$?
    times+=("$(printf '%5d s  %s' $((SECONDS - begun)) "$name")")
    if [ $outcome -ne 0 ]; then
        print_times
        printf 'failed: %s\n' "$name" >&2
        exit $outcome
    fi
}

print_times() {
    printf '\n'
    printf '%s\n' "${times[@]}"
    printf '%5d s  in all\n' "$SECONDS"
}

# ---------------------------------------------------------------- set-up and build

set_up() {
    part "set-up" xtask/setup.sh "$1"
    # shellcheck disable=SC1091
    . target/setup.env
    target=${CARGO_TARGET_DIR:-$root/target}
    case $target in /*) ;; *) target=$root/$target ;; esac
    export CARGO_TARGET_DIR=$target
    see_to_room
}

# A disk that fills while the tests run ends their PostgreSQL with errors that name anything but it.
see_to_room() {
    local folder free
    for folder in "$root" "$target" "${TMPDIR:-/tmp}"; do
        [ -d "$folder" ] || continue
        free=$(df -Pm "$folder" | awk 'NR == 2 { print $4 }')
        [ "$free" -ge 4096 ] || printf 'only %s MB are free where %s is: a build and its tests take some 10 GB\n' "$free" "$folder" >&2
    done
}

# Everything that runs on this machine is chosen together, so that each dependency is compiled
# once with one set of features; `frontend` is for the browser alone.
readonly native="--workspace --exclude frontend --release"

build() {
    # shellcheck disable=SC2086
    part "compile the server and the build tool" cargo build $native
    part "build what the browser gets" "$target/release/xtask" site
}

build_site() {
    # shellcheck disable=SC2086
    cargo build --quiet $native --bin xtask
    "$target/release/xtask" site
}

# ---------------------------------------------------------------- the commands

# The demo company lives in a private database only; one that was given stays as it is.
serve=(serve)
[ -n "${DATABASE_URL:-}" ] || serve+=(--demo)

run() {
    set_up run
    build
    print_times
    export LEPTOS_SITE_ROOT=$root/target/site
    exec "$target/release/canopy" "${serve[@]}" "$@"
}

rust_tests() {
    if cargo nextest --version >/dev/null 2>&1; then
        # shellcheck disable=SC2086
        cargo nextest run $native --no-fail-fast "$@"
    else
        # shellcheck disable=SC2086
        cargo test $native --no-fail-fast "$@"
    fi
}

# The browser tests drive the program that the Rust tests were built with: building it once more
# without their helpers would compile the store and all that stands on it a second time.
run_tests() {
    set_up test
    part "Rust tests" rust_tests
    part "build what the browser gets" build_site
    part "browser tests" npx playwright test --config end2end
    print_times
}

# What takes minutes and is therefore no part of `make test`.
run_long_tests() {
    set_up run
    CANOPY_HISTORIES=1000 part "a thousand histories of moves at once" long_tests --test hierarchy -- race::
    part "tests that are ignored otherwise" long_tests --lib --bins --tests -- --ignored
    print_times
}

long_tests() {
    # shellcheck disable=SC2086
    cargo test $native --no-fail-fast "$@"
}

house_rules() {
    # shellcheck disable=SC2086
    cargo build --quiet $native --bin xtask
    "$target/release/xtask" tidy
}

bench_page() {
    set_up test
    build
    part "page benchmark" npx playwright test --config end2end/bench page input lighthouse
    print_times
}

bench_search() {
    set_up run
    # shellcheck disable=SC2086
    cargo bench --workspace --exclude frontend --bench search -- --folder "$target/bench" "$@"
}

bench_hierarchy() {
    set_up test
    # shellcheck disable=SC2086
    cargo bench --workspace --exclude frontend --bench hierarchy -- --folder "$target/bench" "$@"
    build
    part "the tree in the browser" npx playwright test --config end2end/bench tree
    print_times
}

lint() {
    set_up run
    part "formatting" cargo fmt --all --check
    # shellcheck disable=SC2086
    part "clippy, native" cargo clippy --workspace --exclude frontend --all-targets -- -D warnings
    part "clippy, browser" cargo clippy --package frontend --package app \
        --features app/hydrate --target wasm32-unknown-unknown -- -D warnings
    part "types of the browser tests" node_modules/.bin/tsc --project end2end
    part "house rules" house_rules
    if command -v cargo-deny >/dev/null 2>&1; then
        part "cargo deny" cargo deny --offline check licenses bans sources
    fi
    print_times
}

watch() {
    set_up run
    command -v cargo-leptos >/dev/null 2>&1 || {
        echo "make watch needs cargo-leptos: cargo binstall cargo-leptos" >&2
        exit 1
    }
    PATH="$root/node_modules/.bin:$PATH" exec cargo leptos watch "$@" -- "${serve[@]}"
}

main() {
    case ${1:-} in
        run) shift && run "$@" ;;
        test) run_tests ;;
        test-long) run_long_tests ;;
        lint) lint ;;
        watch) shift && watch "$@" ;;
        build) set_up run && build && print_times ;;
        bench-page) bench_page ;;
        bench-hierarchy) shift && bench_hierarchy "$@" ;;
        bench-search) shift && bench_search "$@" ;;
        sprite) set_up run && part "sprite" cargo xtask sprite ;;
        *)
            echo "usage: xtask/make.sh run|test|test-long|lint|watch|build|sprite|bench-hierarchy|bench-page|bench-search" >&2
            exit 2
            ;;
    esac
}

# A test reads this file for its parts.
[ "${BASH_SOURCE[0]}" != "$0" ] || main "$@"
