/*
 * One request after the other, each done by the bot thread while its peer waits.
 */
#include "ws/control.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"
#include "ws/bot_thread.h"
#include "ws/door.h"
#include "ws/request.h"

#define REQUEST_MOST ((size_t)1024 * 1024)
#define ANSWER_MOST ((size_t)1024 * 1024 * 1024) /* all that is kept of a person may be much */
#define PEER_SECONDS 5

struct control {
	struct service *service;
	char *path;
	int listening;
	struct door *door;
};

static char *socket_path(const char *data_dir)
{
	struct buffer path = {0};

	buffer_format(&path, "%s/control.sock", data_dir);
	return buffer_take(&path);
}

/* Up to a newline; false when the peer stalls or says more than `most`. */
static bool read_line(int fd, size_t most, struct buffer *out)
{
	char block[16 * 1024];
	ssize_t n;

	while (out->length < most && (n = read(fd, block, sizeof block)) > 0) {
		const char *end = memchr(block, '\n', (size_t)n);

		buffer_add(out, block, end ? (size_t)(end - block) : (size_t)n);
		if (end)
			return true;
	}
	return false;
}

static bool write_line(int fd, struct buffer *line)
{
	size_t done = 0;

	buffer_char(line, '\n');
	while (done < line->length) {
		ssize_t n = write(fd, line->data + done, line->length - done);

		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

/* --- one request, done on the bot thread ------------------------------------------ */

struct request {
	struct task task; /* first: what the queue carries */
	struct bot_thread *bot_thread;
	struct event *event;
	struct buffer *answer;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool done;
};

static void run_request(struct task *task)
{
	struct request *request = (struct request *)task;
	struct output_list rest = {0};

	request_run(bot_thread_bot(request->bot_thread), request->event, request->answer, &rest);
	bot_thread_deliver(request->bot_thread, &rest);

	pthread_mutex_lock(&request->lock);
	request->done = true;
	pthread_cond_signal(&request->changed);
	pthread_mutex_unlock(&request->lock);
}

static void run_and_wait(struct control *control, struct event *event, struct buffer *answer)
{
	struct request request = {.task.run = run_request,
				  .bot_thread = control->service->bot_thread,
				  .event = event,
				  .answer = answer,
				  .lock = PTHREAD_MUTEX_INITIALIZER,
				  .changed = PTHREAD_COND_INITIALIZER};

	if (!bot_thread_run(request.bot_thread, &request.task)) {
		request_refuse(answer, "the server is stopping: try again when it is up");
		return;
	}
	pthread_mutex_lock(&request.lock);
	while (!request.done)
		pthread_cond_wait(&request.changed, &request.lock);
	pthread_mutex_unlock(&request.lock);
}

static void serve_peer(void *context, int fd)
{
	struct control *control = context;
	struct buffer line = {0}, answer = {0};
	struct event *event;
	struct error err;

	door_limit_waiting(fd, PEER_SECONDS);
	if (read_line(fd, REQUEST_MOST, &line)) {
		event = request_read(line.data, line.length, &err);
		if (event)
			run_and_wait(control, event, &answer);
		else
			request_refuse(&answer, err.text);
		event_destroy(event);
		write_line(fd, &answer);
	}
	buffer_finish(&line);
	buffer_finish(&answer);
}

/* --- life ------------------------------------------------------------------------- */

/* The lock is ours, so a socket that is there was left by a process that has died. */
struct control *control_open(struct service *service, const char *data_dir, struct error *err)
{
	struct control *control = mem_new(sizeof *control);

	control->service = service;
	control->path = socket_path(data_dir);
	control->listening = door_listen(control->path, err);
	if (control->listening >= 0)
		return control;
	free(control->path);
	free(control);
	return NULL;
}

void control_start(struct control *control)
{
	control->door = door_open(control->listening, serve_peer, control);
}

void control_stop(struct control *control)
{
	if (!control)
		return;
	if (control->door)
		door_close(control->door);
	else
		close(control->listening);
	unlink(control->path);
	free(control->path);
	free(control);
}

bool control_ask(const char *data_dir, const char *request, struct buffer *answer,
		 struct error *err)
{
	struct sockaddr_un address;
	struct buffer line = {0};
	char *path = socket_path(data_dir);
	bool good = door_address(path, &address);
	int fd;

	free(path);
	if (!good)
		return error_set(err,
				 "the name of the data folder %s is too long for a socket in it",
				 data_dir);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	door_limit_waiting(fd, 2 * PEER_SECONDS);
	buffer_text(&line, request);
	good = !connect(fd, (const struct sockaddr *)&address, sizeof address) &&
	       write_line(fd, &line) && read_line(fd, ANSWER_MOST, answer);
	if (!good)
		error_set(err, "the server that has %s does not answer on its control socket",
			  data_dir);
	buffer_finish(&line);
	close(fd);
	return good;
}
