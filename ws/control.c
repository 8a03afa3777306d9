/*
 * A thread that may block: it waits for one request after the other, and for the bot
 * thread to do it.
 */
#include "ws/control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"
#include "ws/bot_thread.h"
#include "ws/request.h"

#define LINE_MOST ((size_t)1024 * 1024)
#define PEER_SECONDS 5

struct control {
	struct service *service;
	struct sockaddr_un address;
	int listening;
	int stop[2]; /* a pipe: closing one end wakes the thread */
	pthread_t thread;
};

static bool put_address(const char *data_dir, struct sockaddr_un *out, struct error *err)
{
	int length;

	*out = (struct sockaddr_un){.sun_family = AF_UNIX};
	length = snprintf(out->sun_path, sizeof out->sun_path, "%s/control.sock", data_dir);
	return (size_t)length < sizeof out->sun_path ||
	       error_set(err, "the name of the data folder %s is too long for a socket in it",
			 data_dir);
}

/* Up to a newline or the end; false when the peer stalls or says too much. */
static bool read_line(int fd, struct buffer *out)
{
	char block[16 * 1024];
	ssize_t n;

	while (out->length < LINE_MOST && (n = read(fd, block, sizeof block)) > 0) {
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

static void limit_waiting(int fd, int seconds)
{
	struct timeval patience = {.tv_sec = seconds};

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
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

static void serve_peer(struct control *control, int fd)
{
	struct buffer line = {0}, answer = {0};
	struct event *event;
	struct error err;

	limit_waiting(fd, PEER_SECONDS);
	if (read_line(fd, &line)) {
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

static void *run(void *context)
{
	struct control *control = context;
	struct pollfd waiting[2] = {{.fd = control->listening, .events = POLLIN},
				    {.fd = control->stop[0]}};

	while (poll(waiting, 2, -1) < 0 || !waiting[1].revents) {
		int fd = accept(control->listening, NULL, NULL);

		if (fd < 0)
			continue;
		serve_peer(control, fd);
		close(fd);
	}
	return NULL;
}

/* The lock is ours, so a socket that is there was left by a process that has died. */
static bool listen_at(struct control *control, struct error *err)
{
	const struct sockaddr *address = (const struct sockaddr *)&control->address;
	bool good;

	unlink(control->address.sun_path);
	control->listening = socket(AF_UNIX, SOCK_STREAM, 0);
	fcntl(control->listening, F_SETFD, FD_CLOEXEC);
	fcntl(control->listening, F_SETFL, O_NONBLOCK);
	good = !bind(control->listening, address, sizeof control->address) &&
	       !chmod(control->address.sun_path, 0600) && !listen(control->listening, 8);
	return good || error_set(err, "cannot listen on %s: %s", control->address.sun_path,
				 strerror(errno));
}

struct control *control_open(struct service *service, const char *data_dir, struct error *err)
{
	struct control *control = mem_new(sizeof *control);

	control->service = service;
	control->listening = -1;
	if (!put_address(data_dir, &control->address, err) || !listen_at(control, err)) {
		if (control->listening >= 0)
			close(control->listening);
		free(control);
		return NULL;
	}
	if (pipe(control->stop) != 0)
		abort();
	return control;
}

void control_start(struct control *control)
{
	pthread_create(&control->thread, NULL, run, control);
}

void control_stop(struct control *control)
{
	close(control->stop[1]);
	pthread_join(control->thread, NULL);
	close(control->stop[0]);
	close(control->listening);
	unlink(control->address.sun_path);
	free(control);
}

bool control_ask(const char *data_dir, const char *request, struct buffer *answer,
		 struct error *err)
{
	struct sockaddr_un address;
	struct buffer line = {0};
	bool good;
	int fd;

	if (!put_address(data_dir, &address, err))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	limit_waiting(fd, 2 * PEER_SECONDS);
	buffer_text(&line, request);
	good = !connect(fd, (const struct sockaddr *)&address, sizeof address) &&
	       write_line(fd, &line) && read_line(fd, answer);
	if (!good)
		error_set(err, "the server that has %s does not answer on its control socket",
			  data_dir);
	buffer_finish(&line);
	close(fd);
	return good;
}
