/*
 * Each kind of picture is a row of parts that say how long they are. One walk goes over them,
 * moves what is kept together, and ends where the picture does.
 */
#include "base/filetype.h"

#include <string.h>

#define TRUNCATED "the picture is cut off"

/* The file on its way: what is kept stands before `kept`, what was not looked at behind `at`. */
struct walk {
	uint8_t *data;
	size_t length, at, kept;
};

static size_t left(const struct walk *walk)
{
	return walk->length - walk->at;
}

static const uint8_t *here(const struct walk *walk)
{
	return walk->data + walk->at;
}

static void drop(struct walk *walk, size_t size)
{
	walk->at += size;
}

static void keep(struct walk *walk, size_t size)
{
	memmove(walk->data + walk->kept, here(walk), size);
	walk->kept += size;
	walk->at += size;
}

static bool starts(const uint8_t *data, size_t length, const char *with, size_t size)
{
	return length >= size && !memcmp(data, with, size);
}

static bool is_one_of(const uint8_t type[4], const char *const *list)
{
	while (*list && memcmp(type, *list, 4) != 0)
		list++;
	return *list;
}

/* --- JPEG: ITU-T T.81 annex B ------------------------------------------------------- */

enum marker { DHT = 0xc4, JPG = 0xc8, DAC = 0xcc, RST0 = 0xd0, RST7 = 0xd7, SOI, EOI, SOS };
enum { APP0 = 0xe0, APP2 = 0xe2, APP14 = 0xee, FIRST_WITH_LENGTH = 0xc0, LAST_NEEDED = 0xdf };

#define JFIF_SIZE 18   /* with its marker and without a thumbnail */
#define FRAME_LEAST 13 /* a frame of one component */
#define SEGMENT_HEAD 4 /* marker and length */

static bool is_frame(int marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != DHT && marker != JPG && marker != DAC;
}

/* -1 at the end or where there is none; fill bytes before it are dropped. */
static int next_marker(struct walk *walk)
{
	while (left(walk) >= 2 && here(walk)[0] == 0xff && here(walk)[1] == 0xff)
		drop(walk, 1);
	return left(walk) >= 2 && here(walk)[0] == 0xff ? here(walk)[1] : -1;
}

/* The whole segment's size; 0 when it has none, or does not fit. */
static size_t segment_size(const struct walk *walk, int marker)
{
	size_t size;

	if (marker < FIRST_WITH_LENGTH || (marker >= RST0 && marker <= EOI) ||
	    left(walk) < SEGMENT_HEAD)
		return 0;
	size = 2 + ((size_t)here(walk)[2] << 8 | here(walk)[3]);
	return size >= SEGMENT_HEAD && size <= left(walk) ? size : 0;
}

/* Of the application segments those that say what the colours mean. */
static bool needs_segment(const struct walk *walk, int marker, size_t size)
{
	const uint8_t *body = here(walk) + SEGMENT_HEAD;
	size_t length = size - SEGMENT_HEAD;

	if (marker == APP0)
		return size == JFIF_SIZE && starts(body, length, "JFIF", 5);
	if (marker == APP2)
		return starts(body, length, "ICC_PROFILE", 12);
	if (marker == APP14)
		return starts(body, length, "Adobe", 5);
	return marker <= LAST_NEEDED;
}

/* Coded data go on until a marker that is neither a stuffed byte nor a restart. */
static void keep_scan(struct walk *walk)
{
	const uint8_t *data = here(walk);
	size_t size = 0;

	while (size < left(walk)) {
		bool is_marker = data[size] == 0xff && size + 1 < left(walk) && data[size + 1] &&
				 (data[size + 1] < RST0 || data[size + 1] > RST7);

		if (is_marker)
			break;
		size++;
	}
	keep(walk, size);
}

static bool clean_jpeg(struct walk *walk, struct error *err)
{
	bool has_frame = false, has_scan = false;
	int marker;

	keep(walk, 2);
	while ((marker = next_marker(walk)) != EOI) {
		size_t size = segment_size(walk, marker);

		if (marker < 0 && left(walk) < 2)
			return error_set(err, TRUNCATED);
		if (!size)
			return error_set(err, "a segment of the JPEG is damaged or cut off");
		if (is_frame(marker) && size >= FRAME_LEAST)
			has_frame = true;
		if (needs_segment(walk, marker, size))
			keep(walk, size);
		else
			drop(walk, size);
		if (marker == SOS) {
			keep_scan(walk);
			has_scan = true;
		}
	}
	keep(walk, 2);
	return (has_frame && has_scan) || error_set(err, "the JPEG holds no picture");
}

/* --- PNG: https://www.w3.org/TR/png-3/ ---------------------------------------------- */

#define PNG_SIGNATURE "\x89PNG\r\n\x1a\n"
#define PNG_SIGNATURE_SIZE 8
#define PNG_EXTRA 12 /* length, type and check sum of a chunk */
#define PNG_HEADER_SIZE 13

static size_t read_big(const uint8_t *data)
{
	return (size_t)data[0] << 24 | (size_t)data[1] << 16 | (size_t)data[2] << 8 | data[3];
}

static bool clean_png(struct walk *walk, struct error *err)
{
	static const char *const needed[] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA",
					     "iCCP", "sBIT", "sRGB", "cICP", "bKGD", NULL};
	bool has_data = false, ended = false;

	keep(walk, PNG_SIGNATURE_SIZE);
	if (left(walk) < PNG_EXTRA + PNG_HEADER_SIZE || read_big(here(walk)) != PNG_HEADER_SIZE ||
	    memcmp(here(walk) + 4, "IHDR", 4) != 0)
		return error_set(err, "the PNG does not begin with its header");
	while (!ended) {
		const uint8_t *type = here(walk) + 4;
		size_t size;

		if (left(walk) < PNG_EXTRA || read_big(here(walk)) > left(walk) - PNG_EXTRA)
			return error_set(err, TRUNCATED);
		size = read_big(here(walk)) + PNG_EXTRA;
		ended = !memcmp(type, "IEND", 4);
		has_data |= !memcmp(type, "IDAT", 4);
		/* Of a chunk that one must understand the type's first letter is a capital. */
		if (is_one_of(type, needed))
			keep(walk, size);
		else if (type[0] & 0x20)
			drop(walk, size);
		else
			return error_set(err, "the PNG has a chunk that is not known");
	}
	return has_data || error_set(err, "the PNG holds no picture");
}

/* --- WebP: RFC 9649 section 2 -------------------------------------------------------- */

#define WEBP_HEAD 12
#define RIFF_HEAD 8         /* type and length of a chunk */
#define WEBP_SAYS_META 0x0c /* flags of VP8X: EXIF and XMP follow */

static size_t read_little(const uint8_t *data)
{
	return (size_t)data[3] << 24 | (size_t)data[2] << 16 | (size_t)data[1] << 8 | data[0];
}

static void write_little(uint8_t *data, size_t value)
{
	for (int i = 0; i < 4; i++)
		data[i] = (uint8_t)(value >> (8 * i));
}

/* An animation's frames are not on the list: it is refused as one without a picture. */
static bool clean_webp(struct walk *walk, struct error *err)
{
	static const char *const needed[] = {"VP8 ", "VP8L", "VP8X", "ALPH", "ICCP", NULL};
	static const char *const pictures[] = {"VP8 ", "VP8L", NULL};
	size_t said = read_little(here(walk) + 4);
	bool has_picture = false;

	if (said < 4 || said > walk->length - RIFF_HEAD)
		return error_set(err, TRUNCATED);
	walk->length = said + RIFF_HEAD;
	keep(walk, WEBP_HEAD);
	while (left(walk)) {
		const uint8_t *type = here(walk);
		size_t size;

		if (left(walk) < RIFF_HEAD || read_little(type + 4) > left(walk) - RIFF_HEAD)
			return error_set(err, TRUNCATED);
		size = RIFF_HEAD + read_little(type + 4);
		size += size & 1;
		if (size > left(walk))
			return error_set(err, TRUNCATED);
		has_picture |= size > RIFF_HEAD && is_one_of(type, pictures);
		if (!memcmp(type, "VP8X", 4) && size > RIFF_HEAD)
			walk->data[walk->at + RIFF_HEAD] &= (uint8_t)~WEBP_SAYS_META;
		if (is_one_of(type, needed))
			keep(walk, size);
		else
			drop(walk, size);
	}
	write_little(walk->data + 4, walk->kept - RIFF_HEAD);
	return has_picture || error_set(err, "the WebP holds no picture, or an animation");
}

/* --- PDF: ISO 32000-1 section 7.5 ----------------------------------------------------- */

#define PDF_END_WITHIN 1024

static bool check_pdf(const struct walk *walk, struct error *err)
{
	static const char end[] = "%%EOF";
	size_t size = sizeof end - 1;
	size_t from = walk->length > PDF_END_WITHIN ? walk->length - PDF_END_WITHIN : 0;

	for (size_t at = walk->length; at >= from + size; at--) {
		if (!memcmp(walk->data + at - size, end, size))
			return true;
	}
	return error_set(err, "the PDF is cut off");
}

/* --- all of them ---------------------------------------------------------------------- */

const char *filetype_name(enum filetype type)
{
	static const char *const names[] = {"image/jpeg", "image/png", "image/webp",
					    "application/pdf"};

	return names[type];
}

const char *filetype_extension(enum filetype type)
{
	static const char *const extensions[] = {"jpg", "png", "webp", "pdf"};

	return extensions[type];
}

bool filetype_of(const void *data, size_t length, enum filetype *out)
{
	const uint8_t *bytes = data;

	if (starts(bytes, length, "\xff\xd8\xff", 3))
		*out = FILETYPE_JPEG;
	else if (starts(bytes, length, PNG_SIGNATURE, PNG_SIGNATURE_SIZE))
		*out = FILETYPE_PNG;
	else if (length >= WEBP_HEAD && starts(bytes, length, "RIFF", 4) &&
		 starts(bytes + 8, 4, "WEBP", 4))
		*out = FILETYPE_WEBP;
	else if (starts(bytes, length, "%PDF-", 5))
		*out = FILETYPE_PDF;
	else
		return false;
	return true;
}

bool filetype_clean(enum filetype type, void *data, size_t *length, struct error *err)
{
	struct walk walk = {.data = data, .length = *length};
	bool fine = false;

	switch (type) {
	case FILETYPE_JPEG:
		fine = clean_jpeg(&walk, err);
		break;
	case FILETYPE_PNG:
		fine = clean_png(&walk, err);
		break;
	case FILETYPE_WEBP:
		fine = clean_webp(&walk, err);
		break;
	case FILETYPE_PDF:
		return check_pdf(&walk, err);
	}
	*length = walk.kept;
	return fine;
}
