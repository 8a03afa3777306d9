#!/bin/sh
# What the finished program is built with, and what it must not call: the compiler leaves a plain
# strcpy only where it does not know the room, and calls its checked twin elsewhere.
set -eu
program=$1
failed=0

demand() { # pattern, reason
	readelf -hldW "$program" | grep -qE "$1" && return
	echo "$program: $2" >&2
	failed=1
}

demand 'Type: +DYN .*Position-Independent' 'can only lie at one address: -fPIE -pie'
demand 'GNU_RELRO' 'its table of calls can be written: -Wl,-z,relro'
demand 'BIND_NOW' 'it looks calls up late: -Wl,-z,now'
demand 'GNU_STACK .* RW ' 'its stack can be run'

calls=$(nm -D "$program" | awk '$1 == "U" { sub(/@.*/, "", $2); print $2 }')
for wanted in __stack_chk_fail __snprintf_chk __strcpy_chk; do
	echo "$calls" | grep -qx "$wanted" && continue
	echo "$program: no $wanted: -fstack-protector-strong -D_FORTIFY_SOURCE" >&2
	failed=1
done
if echo "$calls" | grep -xE 'strcpy|strcat|v?sprintf|gets|system|popen|dlopen|lws_spa_.*|cJSON_Compare|cJSONUtils_.*|pcre2_dfa_match.*' >&2; then
	echo "  ^ $program calls what is refused: see scripts/check_calls.sh" >&2
	failed=1
fi
[ "$failed" = 0 ] && echo "program: built as it should be"
exit "$failed"
