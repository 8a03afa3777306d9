# Compiles Unicode's Mandarin readings (UAX #38, kMandarin) for intents/readings.c: the
# syllables without tones, as numbers of 5 bits a letter, in order; and for each common
# ideograph which of them is its own. ü is v, as it is typed.

BEGIN {
	split("a āáǎà e ēéěè i īíǐì o ōóǒò u ūúǔù v üǖǘǚǜ", marks, " ")
	width = length("ā") # 1 in an awk that counts characters and not bytes
	for (i = 1; i in marks; i += 2)
		for (at = 1; at <= length(marks[i + 1]); at += width)
			plain[substr(marks[i + 1], at, width)] = marks[i]
}

function toneless(syllable,    mark) {
	for (mark in plain)
		gsub(mark, plain[mark], syllable)
	return syllable
}

function number(syllable,    sum, at) {
	for (at = 1; at <= length(syllable); at++)
		sum = sum * 32 + index("abcdefghijklmnopqrstuvwxyz", substr(syllable, at, 1))
	return sum
}

# Of several readings the first is the one that is customary on the mainland.
$2 == "kMandarin" && $1 >= "U+4E00" && $1 <= "U+9FFF" && length($1) == 6 {
	syllable = toneless($3)
	if (syllable !~ /^[a-z]*[aeiouv][a-z]*$/)
		next
	codes[++n] = substr($1, 3)
	readings[n] = syllable
	if (syllable in places)
		next
	places[syllable] = 0
	for (i = ++n_syllables; i > 1 && number(syllables[i - 1]) > number(syllable); i--)
		syllables[i] = syllables[i - 1]
	syllables[i] = syllable
}

END {
	print "static const uint32_t SYLLABLES[] = {0,"
	for (i = 1; i <= n_syllables; i++) {
		places[syllables[i]] = i
		print number(syllables[i]) ", /* " syllables[i] " */"
	}
	print "};\nstatic const uint16_t READINGS[] = {"
	for (i = 1; i <= n; i++)
		print "[0x" codes[i] " - FIRST] = " places[readings[i]] ","
	print "};"
	exit n == 0
}
