/*
 * poll(2) on the socket and on a pipe, whose other end is closed to stop.
 */
#include "ws/door.h"

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
#include <unistd.h>

#include "base/mem.h"

#define PAUSE_MS 500

struct door {
	int listening;
	int stop[2];
	door_server *serve;
	void *context;
	pthread_t thread;
};

/* Without a free descriptor the socket stays readable for ever: look away for a while, but not from the
 * word to stop. */
static void look_away(struct pollfd *stop)
{
	if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
		poll(stop, 1, PAUSE_MS);
}

static void *run(void *context)
{
	struct door *door = context;
	struct pollfd waiting[2] = {{.fd = door->listening, .events = POLLIN},
				    {.fd = door->stop[0]}};

	while (poll(waiting, 2, -1) < 0 || !waiting[1].revents) {
		int fd = accept(door->listening, NULL, NULL);

		if (fd < 0) {
			look_away(&waiting[1]);
			continue;
		}
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		door->serve(door->context, fd);
		close(fd);
	}
	return NULL;
}

struct door *door_open(int listening, door_server *serve, void *context)
{
	struct door *door = mem_new(sizeof *door);

	door->listening = listening;
	door->serve = serve;
	door->context = context;
	if (pipe(door->stop) != 0)
		abort();
	pthread_create(&door->thread, NULL, run, door);
	return door;
}

void door_close(struct door *door)
{
	if (!door)
		return;
	close(door->stop[1]);
	pthread_join(door->thread, NULL);
	close(door->stop[0]);
	close(door->listening);
	free(door);
}

bool door_address(const char *path, struct sockaddr_un *out)
{
	*out = (struct sockaddr_un){.sun_family = AF_UNIX};
	return (size_t)snprintf(out->sun_path, sizeof out->sun_path, "%s", path) <
	       sizeof out->sun_path;
}

int door_listen(const char *path, struct error *err)
{
	struct sockaddr_un address;
	int fd;

	if (!door_address(path, &address)) {
		error_set(err, "cannot listen on %s: the path is too long for a socket", path);
		return -1;
	}
	unlink(path);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	if (!bind(fd, (const struct sockaddr *)&address, sizeof address) && !chmod(path, 0600) &&
	    !listen(fd, 8))
		return fd;
	error_set(err, "cannot listen on %s: %s", path, strerror(errno));
	close(fd);
	return -1;
}

void door_limit_waiting(int fd, int seconds)
{
	struct timeval patience = {.tv_sec = seconds};

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}
