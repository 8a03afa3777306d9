/*
 * What a file is, and what is cut out of it. Every file here is made by hand, byte for byte.
 */
#include "base/filetype.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

#define BYTES(text)                   \
	{                             \
		text, sizeof text - 1 \
	}
#define NOT_TAKEN "not taken"

/* --- parts ------------------------------------------------------------------------ */

#define SOI "\xff\xd8"
#define EOI "\xff\xd9"
#define JFIF "\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
#define FRAME "\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00"
#define PROGRESSIVE "\xff\xc2\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00"
#define TABLE "\xff\xc4\x00\x05\x00\x01\x02"
#define QUANT "\xff\xdb\x00\x04\x00\x01"
#define SCAN                                       \
	"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" \
	"\x12\xff\x00\x34\xff\xd0\x56"
#define GPS "GPS 39.9N 116.4E"
#define EXIF               \
	"\xff\xe1\x00\x18" \
	"Exif\0\0" GPS
#define XMP                \
	"\xff\xe1\x00\x16" \
	"xmp:" GPS
#define IPTC               \
	"\xff\xed\x00\x16" \
	"8BIM" GPS
#define MAKER "\xff\xeb\x00\x12" GPS
#define REMARK "\xff\xfe\x00\x12" GPS
#define ICC                \
	"\xff\xe2\x00\x11" \
	"ICC_PROFILE\0"    \
	"p01"
#define OTHER_APP2         \
	"\xff\xe2\x00\x16" \
	"MPF\0" GPS
#define ADOBE              \
	"\xff\xee\x00\x0e" \
	"Adobe\0d\0\0\0\0\1"
#define THUMBNAIL          \
	"\xff\xe0\x00\x17" \
	"JFXX\0" GPS
#define PLAIN SOI FRAME TABLE QUANT SCAN EOI

#define PNG "\x89PNG\r\n\x1a\n"
#define CRC "crcs"
#define IHDR "\0\0\0\x0dIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0" CRC
#define IDAT "\0\0\0\x04IDATdata" CRC
#define IEND "\0\0\0\0IEND" CRC
#define CHUNK(type) "\0\0\0\x10" type GPS CRC
#define PLAIN_PNG PNG IHDR IDAT IEND

#define RIFF(size) "RIFF" size "\0\0\0WEBP"
#define VP8 "VP8 \x04\0\0\0data"
#define VP8L "VP8L\x04\0\0\0data"
#define VP8X(flags) "VP8X\x0a\0\0\0" flags "\0\0\0\0\0\0\0\0\0"
#define META(type) type "\x10\0\0\0" GPS

#define PDF "%PDF-1.7\n1 0 obj\nendobj\ntrailer\n"

/* --- the table -------------------------------------------------------------------- */

struct bytes {
	const char *data;
	size_t length;
};

struct row {
	const char *name;
	struct bytes file;
	struct bytes left; /* what the file becomes */
	const char *error; /* instead: a part of the sentence */
};

#define KEPT(name, file)                             \
	{                                            \
		name, BYTES(file), BYTES(file), NULL \
	}
#define CUT(name, file, left)                        \
	{                                            \
		name, BYTES(file), BYTES(left), NULL \
	}
#define BAD(name, file, error)                      \
	{                                           \
		name, BYTES(file), {NULL, 0}, error \
	}

static const struct row rows[] = {
	/* what it is */
	BAD("nothing at all", "", NOT_TAKEN),
	BAD("one byte", "\xff", NOT_TAKEN),
	BAD("two thirds of a JPEG's beginning", SOI, NOT_TAKEN),
	BAD("text with a picture's name", "photo.jpg", NOT_TAKEN),
	BAD("a GIF", "GIF89a\1\0\1\0\0\0\0;", NOT_TAKEN),
	BAD("an HTML page", "<!doctype html><script>alert(1)</script>", NOT_TAKEN),
	BAD("an SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>", NOT_TAKEN),
	BAD("a HEIC",
	    "\0\0\0\x18"
	    "ftypheic\0\0\0\0",
	    NOT_TAKEN),
	BAD("a RIFF that is sound", "RIFF\x04\0\0\0WAVE", NOT_TAKEN),
	BAD("a ZIP with a PDF behind it", "PK\3\4" PDF "%%EOF", NOT_TAKEN),
	BAD("a PDF that begins late", " " PDF "%%EOF", NOT_TAKEN),

	/* JPEG */
	KEPT("a plain JPEG", PLAIN),
	KEPT("one with colours", SOI JFIF ICC ADOBE FRAME SCAN EOI),
	KEPT("a progressive one of two scans", SOI PROGRESSIVE SCAN TABLE SCAN EOI),
	CUT("EXIF with a place", SOI EXIF FRAME TABLE QUANT SCAN EOI, PLAIN),
	CUT("XMP", SOI XMP FRAME TABLE QUANT SCAN EOI, PLAIN),
	CUT("IPTC", SOI IPTC FRAME TABLE QUANT SCAN EOI, PLAIN),
	CUT("a maker's own segment", SOI MAKER FRAME TABLE QUANT SCAN EOI, PLAIN),
	CUT("a remark", SOI REMARK FRAME TABLE QUANT SCAN EOI, PLAIN),
	CUT("a thumbnail", SOI THUMBNAIL FRAME TABLE QUANT SCAN EOI, PLAIN),
	CUT("more pictures of the camera", SOI OTHER_APP2 FRAME TABLE QUANT SCAN EOI, PLAIN),
	CUT("EXIF twice, and once between two scans", SOI EXIF EXIF FRAME SCAN EXIF SCAN EOI,
	    SOI FRAME SCAN SCAN EOI),
	CUT("fill bytes", SOI "\xff\xff" FRAME SCAN "\xff\xff" EOI, SOI FRAME SCAN EOI),
	CUT("a PDF behind the end", PLAIN PDF "%%EOF", PLAIN),
	CUT("a second JPEG behind the end", PLAIN SOI EXIF FRAME SCAN EOI, PLAIN),
	CUT("a page in a remark", SOI "\xff\xfe\x00\x0a<script>" FRAME SCAN EOI,
	    SOI FRAME SCAN EOI),
	BAD("magic only", "\xff\xd8\xff", "cut off"),
	BAD("no picture", SOI EOI, "no picture"),
	BAD("a frame without a scan", SOI FRAME EOI, "no picture"),
	BAD("a scan without a frame", SOI SCAN EOI, "no picture"),
	BAD("a frame too short to be one", SOI "\xff\xc0\x00\x04\x08\x00" SCAN EOI, "no picture"),
	BAD("no end", SOI FRAME SCAN, "cut off"),
	BAD("half an end", SOI FRAME SCAN "\xff", "cut off"),
	BAD("cut in a frame", SOI "\xff\xc0\x00\x0b\x08\x00\x01", "cut off"),
	BAD("cut in a length", SOI "\xff\xe1\x00", "cut off"),
	BAD("cut in EXIF",
	    SOI "\xff\xe1\x00\x18"
		"Exif",
	    "cut off"),
	BAD("a segment of 65,535 bytes that are not there", SOI "\xff\xe1\xff\xff" FRAME SCAN EOI,
	    "cut off"),
	BAD("a segment shorter than its own length", SOI "\xff\xe1\x00\x01" FRAME SCAN EOI,
	    "damaged"),
	BAD("a segment of length nought", SOI "\xff\xe1\x00\x00" FRAME SCAN EOI, "damaged"),
	BAD("bytes between segments", SOI FRAME "hello" SCAN EOI, "damaged"),
	BAD("a beginning in the middle", SOI FRAME SOI SCAN EOI, "damaged"),
	BAD("a restart outside a scan", SOI "\xff\xd0" FRAME SCAN EOI, "damaged"),
	BAD("a reserved marker", SOI "\xff\x02\x00\x02" FRAME SCAN EOI, "damaged"),

	/* PNG */
	KEPT("a plain PNG", PLAIN_PNG),
	KEPT("one with colours", PNG IHDR "\0\0\0\1sRGB\0" CRC "\0\0\0\3PLTErgb" CRC IDAT IEND),
	CUT("eXIf", PNG IHDR CHUNK("eXIf") IDAT IEND, PLAIN_PNG),
	CUT("tEXt", PNG IHDR CHUNK("tEXt") IDAT IEND, PLAIN_PNG),
	CUT("iTXt behind the data", PNG IHDR IDAT CHUNK("iTXt") IEND, PLAIN_PNG),
	CUT("zTXt", PNG IHDR CHUNK("zTXt") IDAT IEND, PLAIN_PNG),
	CUT("a time", PNG IHDR "\0\0\0\7tIME\x07\xe9\1\2\3\4\5" CRC IDAT IEND, PLAIN_PNG),
	CUT("somebody's own chunk", PNG IHDR CHUNK("prVt") IDAT IEND, PLAIN_PNG),
	CUT("something behind the end", PLAIN_PNG GPS, PLAIN_PNG),
	BAD("magic only", PNG, "header"),
	BAD("another chunk first", PNG IDAT IHDR IEND, "header"),
	BAD("a header of another length", PNG "\0\0\0\x0eIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0\0" CRC,
	    "header"),
	BAD("no data", PNG IHDR IEND, "no picture"),
	BAD("no end", PNG IHDR IDAT, "cut off"),
	BAD("cut in a chunk's head", PNG IHDR IDAT "\0\0", "cut off"),
	BAD("cut in the data", PNG IHDR "\0\0\0\x10IDATdata", "cut off"),
	BAD("a chunk of 4 GiB", PNG IHDR "\xff\xff\xff\xffIDATdata" CRC IEND, "cut off"),
	BAD("a chunk that one must understand", PNG IHDR CHUNK("QUXX") IDAT IEND, "not known"),

	/* WebP */
	KEPT("a plain WebP", RIFF("\x10") VP8),
	KEPT("a lossless one", RIFF("\x10") VP8L),
	CUT("EXIF", RIFF("\x3a") VP8X("\x08") VP8 META("EXIF"), RIFF("\x22") VP8X("\0") VP8),
	CUT("XMP", RIFF("\x3a") VP8X("\x04") VP8 META("XMP "), RIFF("\x22") VP8X("\0") VP8),
	CUT("somebody's own chunk", RIFF("\x28") META("MINE") VP8, RIFF("\x10") VP8),
	CUT("something behind the end", RIFF("\x10") VP8 GPS, RIFF("\x10") VP8),
	BAD("magic only", RIFF("\x04"), "no picture"),
	BAD("an animation",
	    RIFF("\x1c") "ANIM\x04\0\0\0data"
			 "ANMF\x04\0\0\0data",
	    "animation"),
	BAD("an empty picture", RIFF("\x0c") "VP8 \0\0\0\0", "no picture"),
	BAD("longer than it is", RIFF("\x11") VP8, "cut off"),
	BAD("shorter than its own name", RIFF("\x03") VP8, "cut off"),
	BAD("4 GiB", "RIFF\xff\xff\xff\xffWEBP" VP8, "cut off"),
	BAD("a chunk of 4 GiB",
	    RIFF("\x10") "VP8 \xff\xff\xff\xff"
			 "data",
	    "cut off"),
	BAD("cut in a chunk's head", RIFF("\x14") VP8 "EXIF", "cut off"),
	BAD("an odd chunk without its last byte", RIFF("\x0d") "VP8 \1\0\0\0d", "cut off"),

	/* PDF */
	KEPT("a PDF", PDF "%%EOF"),
	KEPT("a PDF with a line behind its end", PDF "%%EOF\r\n"),
	BAD("magic only", "%PDF-", "cut off"),
	BAD("a PDF without its end", PDF, "cut off"),
};

/* --- what must be ------------------------------------------------------------------- */

/* In memory of its exact size, so that a sanitizer sees a step too far. */
static uint8_t *copy(const struct bytes *bytes)
{
	uint8_t *data = malloc(bytes->length + !bytes->length);

	assert_non_null(data);
	memcpy(data, bytes->data, bytes->length);
	return data;
}

static void check(const struct row *row)
{
	uint8_t *data = copy(&row->file);
	size_t length = row->file.length;
	struct error err = {NOT_TAKEN};
	enum filetype type;
	bool fine = filetype_of(data, length, &type) && filetype_clean(type, data, &length, &err);

	if (fine != !row->error || (!fine && !strstr(err.text, row->error)))
		fail_msg("%s: %s", row->name, fine ? "was taken" : err.text);
	if (fine && (length != row->left.length || memcmp(data, row->left.data, length) != 0))
		fail_msg("%s: other bytes are left: %zu of %zu", row->name, length,
			 row->left.length);
	free(data);
}

static void every_file_is_cut_down_or_refused_as_the_table_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check(&rows[i]);
}

static void what_is_left_of_a_file_stays_as_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct row again = {rows[i].name, rows[i].left, rows[i].left, NULL};

		if (!rows[i].error)
			check(&again);
	}
}

static bool holds(const uint8_t *data, size_t length, const char *text)
{
	size_t size = strlen(text);

	for (size_t at = 0; at + size <= length; at++) {
		if (!memcmp(data + at, text, size))
			return true;
	}
	return false;
}

static void no_picture_is_taken_that_was_cut_anywhere_and_no_place_stays(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (size_t length = 0; length <= rows[i].file.length; length++) {
			struct bytes part = {rows[i].file.data, length};
			uint8_t *data = copy(&part);
			size_t kept = length;
			enum filetype type;

			if (filetype_of(data, length, &type) &&
			    filetype_clean(type, data, &kept, NULL)) {
				assert_false(holds(data, kept, "GPS"));
				/* Only what stands behind the end may be missing. */
				assert_false(rows[i].error);
				if (type != FILETYPE_PDF)
					assert_int_equal(kept, rows[i].left.length);
			}
			free(data);
		}
	}
}

static void each_type_has_its_name(void **state)
{
	(void)state;
	assert_string_equal(filetype_name(FILETYPE_JPEG), "image/jpeg");
	assert_string_equal(filetype_extension(FILETYPE_PDF), "pdf");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_is_cut_down_or_refused_as_the_table_says),
		cmocka_unit_test(what_is_left_of_a_file_stays_as_it_is),
		cmocka_unit_test(no_picture_is_taken_that_was_cut_anywhere_and_no_place_stays),
		cmocka_unit_test(each_type_has_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
