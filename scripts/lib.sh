# What the scripts behind the Makefile share; sourced by them. Every `ensure_…` looks first and says what it does when it does
# something, so that a second run is quiet.

say() { printf '== %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# rustup's programs are often not on the path of shells that are not login shells.
export PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"

# install_packages NAME...: Debian packages, as root or with sudo. Fails where it cannot.
install_packages() {
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        have sudo || { echo "not root and no sudo: run this as root: apt-get install $*" >&2; return 1; }
        as_root=(sudo)
    fi
    have apt-get || { echo "no apt-get here: install what Debian calls $*" >&2; return 1; }
    say "installing with apt: $*"
    # Package lists may be missing (containers) or old; only then is it worth the time.
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" </dev/null ||
        { "${as_root[@]}" apt-get update -q </dev/null &&
            "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" </dev/null; }
}

# The Rust that Cargo.toml asks for. Debian 12's own is years too old, so apt helps only where it has rustup.
ensure_rust() {
    local wanted found
    wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    if ! have cargo; then
        say "no cargo: trying the package rustup"
        install_packages rustup && rustup toolchain install stable --profile default </dev/null ||
            fail "Rust $wanted or newer is needed: install it with https://rustup.rs, then run this again"
    fi
    found=$(rustc --version | cut -d' ' -f2)
    [ "$(printf '%s\n%s\n' "$wanted" "$found" | sort -V | head -1)" = "$wanted" ] ||
        fail "Rust $wanted or newer is needed, this is $found: rustup update"
    # zstd, SQLite and ring are compiled from C.
    have cc || install_packages build-essential || fail "a C compiler is needed"
}

# ensure_python FOLDER REQUIREMENTS: a virtual environment with exactly these packages. Its stamp is a copy of the list.
ensure_python() {
    local folder=$1 requirements=$2
    cmp -s "$requirements" "$folder/stamp" && "$folder/bin/python" -c '' 2>/dev/null && return
    python3 -c 'import ensurepip, venv' 2>/dev/null || install_packages python3 python3-venv ||
        fail "Python 3 with venv is needed"
    say "installing into $folder: $(grep -v '^#' "$requirements" | tr '\n' ' ')"
    rm -rf "$folder"
    python3 -m venv "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check --no-input -r "$requirements" </dev/null
    cp "$requirements" "$folder/stamp"
}

# The programs of a PostgreSQL server; tests start their own in a temporary folder.
ensure_postgres() {
    have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || install_packages postgresql
}

# node and npm, with which `compat/` runs the AWS SDK for JavaScript.
ensure_node() {
    { have node && have npm; } || install_packages nodejs npm
}

# The release binary, built with the features of the whole workspace, so that nothing is built twice.
build_release() {
    ensure_rust
    if [ ! -x "${CARGO_TARGET_DIR:-target}/release/stellwerk" ]; then
        say "building stellwerk: about half an hour on two cores the first time, most of it the query engine"
    fi
    cargo build --release --locked --workspace --bin stellwerk </dev/null
}
