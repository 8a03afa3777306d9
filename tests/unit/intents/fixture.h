/*
 * A folder of packs on disk, and a matcher over it, for the tests of this room.
 */
#ifndef FUJI_TESTS_UNIT_INTENTS_FIXTURE_H
#define FUJI_TESTS_UNIT_INTENTS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "intents/intents.h"

#define FIXTURE_FILES 4
/* Noon of Wednesday 2026-11-25 in Beijing. */
#define FIXTURE_NOW INT64_C(1795579200000)

struct fixture {
	char folder[32];
	const char *names[FIXTURE_FILES];
	size_t n_names;
	struct problems *problems;
	struct intents *intents;
	struct intent_matcher *matcher;
	struct arena *arena;
	struct understanding got;
};

static inline void fixture_start(struct fixture *fixture)
{
	*fixture = (struct fixture){.folder = "/tmp/fuji-intents-XXXXXX"};
	/* Nothing is kept: what a test sees is what the packs at hand give. */
	setenv("XDG_CACHE_HOME", "/dev/null", 1);
	assert_non_null(mkdtemp(fixture->folder));
	fixture->problems = problems_create();
	fixture->arena = arena_create();
}

static inline void fixture_file(struct fixture *fixture, const char *name, const char *text)
{
	char path[64];

	fixture->names[fixture->n_names++] = name;
	snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static inline void fixture_load(struct fixture *fixture, const char *folder)
{
	struct error err;

	fixture->intents = intents_load(folder, fixture->problems);
	if (!fixture->intents)
		return;
	fixture->matcher = intent_matcher_create(fixture->intents, &err);
	assert_non_null(fixture->matcher);
}

static inline void fixture_finish(struct fixture *fixture)
{
	intent_matcher_destroy(fixture->matcher);
	intents_destroy(fixture->intents);
	problems_destroy(fixture->problems);
	arena_destroy(fixture->arena);
	for (size_t i = 0; i < fixture->n_names; i++) {
		char path[64];

		snprintf(path, sizeof path, "%s/%s", fixture->folder, fixture->names[i]);
		unlink(path);
	}
	rmdir(fixture->folder);
}

static inline void fixture_match(struct fixture *fixture, const char *text)
{
	struct error err;

	arena_reset(fixture->arena);
	assert_true(intent_match(fixture->matcher, text, strlen(text), FIXTURE_NOW, 480,
				 fixture->arena, &fixture->got, &err));
}

/* `name name ...` after the gate, "" for none. */
static inline const char *fixture_intents(struct fixture *fixture, const char *text)
{
	const char *names = "";

	fixture_match(fixture, text);
	for (size_t i = 0; i < fixture->got.n_intents; i++)
		names = arena_format(fixture->arena, "%s%s%s", names, i ? " " : "",
				     fixture->got.intents[i].name);
	return names;
}

#endif
