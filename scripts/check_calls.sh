#!/bin/sh
# Calls that this project does not make, each with the reason.
set -eu
cd "$(dirname "$0")/.."

failed=0
refuse() { # pattern, reason, [the one file that may]
	if git grep -nE "$1" -- 'base/*.[ch]' 'intents/*.[ch]' 'knowledge/*.[ch]' 'bot/*.[ch]' \
		'ws/*.[ch]' ${3:+":!$3"}; then
		echo "  ^ $2" >&2
		failed=1
	fi
}

refuse 'cJSON_GetObjectItem\(' 'case-insensitive: json_get is exact'
refuse 'cJSON_(Compare|Parse[A-Za-z]*)\(' 'cJSON is no validator: json_read stands in front of it' base/json.c
refuse 'lws_spa_' 'the form parser of libwebsockets 4.1.6 overflows'
refuse 'pcre2_dfa_match' 'writes out of bounds on bad UTF-8 in old versions'
refuse '\<(gets|sprintf|vsprintf|strcat|system|popen)\(' 'unbounded, or a shell'
refuse '\<(localtime|gmtime|timegm|mktime)(_r)?\(' 'the zone of the process: base/clock.h'
refuse '\<s?rand\(' 'not random: crypto_random' 'intents/fit.*'
[ "$failed" = 0 ] && echo "calls: none that are refused"
exit "$failed"
