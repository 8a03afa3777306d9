/*
 * Messages, the clock, and the end when something is wrong.
 */
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "base/mem.h"

void bench_require(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

double bench_seconds(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

void messages_add(struct messages *messages, const char *text)
{
	messages->texts = mem_resize(messages->texts, messages->n + 1, sizeof *messages->texts);
	messages->texts[messages->n++] = mem_text(text);
}

struct messages messages_read(const char *path)
{
	FILE *file = fopen(path, "r");
	struct messages messages = {0};
	char *line = NULL;
	size_t room = 0;

	bench_require(file, path);
	while (getline(&line, &room, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		messages_add(&messages, line);
	}
	bench_require(messages.n, "no messages");
	free(line);
	fclose(file);
	return messages;
}

struct sample *samples_create(const struct messages *messages)
{
	struct sample *samples = mem_new(messages->n * sizeof *samples);
	struct arena *arena = arena_create();
	struct error err;
	struct text_reader *reader = text_reader_create(&err);

	bench_require(reader, err.text);
	for (size_t i = 0; i < messages->n; i++) {
		struct sample *sample = &samples[i];

		sample->text = messages->texts[i];
		bench_require(text_normalize(reader, sample->text, strlen(sample->text), arena,
					     &sample->normal, &err),
			      err.text);
		subject_read(&sample->normal, arena, &sample->subject);
	}
	return samples;
}
