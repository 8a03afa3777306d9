/*
 * One of sixteen files, by the first digit of the packs' hash: packs that are edited all
 * day do not fill the disk.
 */
#include "intents/cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "intents/hash.h"

/* Counts up with every change to what is read from a message, checked of packs or learnt. */
#define VERSION "fuji-9"

struct header {
	char version[8];
	char hash[24];
	uint64_t n_features, n_classes; /* 0 classes: no model */
	float unit;
	struct blend blend;
	struct intent_gate gate;
	uint64_t checksum; /* over the header, this field being 0, and what follows */
};

/* NULL where nothing says which folder. */
static const char *folder(struct arena *arena)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (cache && *cache)
		return cache;
	return home && *home ? arena_format(arena, "%s/.cache", home) : NULL;
}

static const char *path_of(const char *hash, struct arena *arena)
{
	return arena_format(arena, "%s/fuji/%c.model", folder(arena), hash[0]);
}

/* --- the three blocks of a model ------------------------------------------ */

#define N_BLOCKS 3

struct block {
	void *data;
	size_t size;
};

static void list_blocks(const struct model_weights *model, struct block out[N_BLOCKS])
{
	out[0] = (struct block){model->hashes, model->n_features * sizeof *model->hashes};
	out[1] = (struct block){model->weights,
				model->n_features * model->n_classes * sizeof *model->weights};
	out[2] = (struct block){model->constants, model->n_classes * sizeof *model->constants};
}

static uint64_t checksum(struct header header, const struct model_weights *model)
{
	struct block blocks[N_BLOCKS] = {0};

	header.checksum = 0;
	uint64_t sum = hash_bytes(HASH_START, &header, sizeof header);

	if (model)
		list_blocks(model, blocks);
	for (size_t i = 0; i < N_BLOCKS; i++)
		sum = hash_bytes(sum, blocks[i].data, blocks[i].size);
	return sum;
}

/* --- reading -------------------------------------------------------------- */

static bool is_ours(const struct header *header, const char *hash)
{
	return !strncmp(header->version, VERSION, sizeof header->version) &&
	       !strncmp(header->hash, hash, sizeof header->hash);
}

/* The file's size says whether the header's counts can be true. */
static bool fits(const struct header *header, FILE *file)
{
	struct stat stat;
	uint64_t n = header->n_features, m = header->n_classes;

	if (fstat(fileno(file), &stat) != 0 || stat.st_size < 0)
		return false;
	uint64_t size = (uint64_t)stat.st_size;

	return n < size && m < size && n < UINT32_MAX &&
	       size == sizeof *header + n * sizeof(uint64_t) + n * m * sizeof(int16_t) +
			       m * sizeof(float);
}

static struct model_weights *read_model(const struct header *header, FILE *file)
{
	struct model_weights *model = model_create(header->n_features, header->n_classes);
	struct block blocks[N_BLOCKS];
	bool whole = true;

	model->unit = header->unit;
	list_blocks(model, blocks);
	for (size_t i = 0; i < N_BLOCKS; i++)
		whole = whole && fread(blocks[i].data, 1, blocks[i].size, file) == blocks[i].size;
	if (whole)
		return model;
	model_destroy(model);
	return NULL;
}

static bool read_file(FILE *file, const char *hash, struct cached *out)
{
	struct header header;

	if (fread(&header, sizeof header, 1, file) != 1 || !is_ours(&header, hash) ||
	    !fits(&header, file))
		return false;
	if (header.n_classes)
		out->model = read_model(&header, file);
	if (checksum(header, out->model) != header.checksum) {
		model_destroy(out->model);
		return false;
	}
	if (out->model)
		model_index(out->model);
	out->blend = header.blend;
	out->gate = header.gate;
	return true;
}

bool cache_read(const char *hash, struct cached *out)
{
	struct arena *arena = arena_create();
	FILE *file = folder(arena) ? fopen(path_of(hash, arena), "rb") : NULL;
	bool found = false;

	*out = (struct cached){0};
	if (file) {
		found = read_file(file, hash, out);
		fclose(file);
	}
	arena_destroy(arena);
	return found;
}

/* --- writing -------------------------------------------------------------- */

static bool write_file(FILE *file, const struct intents *intents)
{
	const struct model_weights *model = intents->model;
	struct block blocks[N_BLOCKS] = {0};
	struct header header;
	bool good;

	/* The gaps between the members are written too. */
	memset(&header, 0, sizeof header);
	memcpy(header.version, VERSION, sizeof VERSION);
	memcpy(header.hash, intents->hash, sizeof intents->hash);
	header.gate = intents->gate;
	if (model) {
		header.n_features = model->n_features;
		header.n_classes = model->n_classes;
		header.unit = model->unit;
		header.blend = intents->blend;
		list_blocks(model, blocks);
	}
	header.checksum = checksum(header, model);
	good = fwrite(&header, sizeof header, 1, file) == 1;
	for (size_t i = 0; i < N_BLOCKS && blocks[i].size > 0; i++)
		good = good && fwrite(blocks[i].data, 1, blocks[i].size, file) == blocks[i].size;
	return fclose(file) == 0 && good;
}

/* Beside it first, so that nobody reads half of it. */
void cache_write(const struct intents *intents)
{
	struct arena *arena = arena_create();
	const char *cache = folder(arena);

	if (cache) {
		const char *path = path_of(intents->hash, arena);
		const char *half = arena_format(arena, "%s.%ld", path, (long)getpid());

		mkdir(cache, 0700);
		mkdir(arena_format(arena, "%s/fuji", cache), 0700);
		FILE *file = fopen(half, "wb");

		if (file && (!write_file(file, intents) || rename(half, path) != 0))
			unlink(half);
	}
	arena_destroy(arena);
}
