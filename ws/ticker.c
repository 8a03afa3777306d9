#include "ws/ticker.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/mem.h"

#define NICENESS 10 /* a tenth of the share of a thread that serves somebody */

struct ticker {
	ticker_act *act;
	void *context;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stops; /* under the lock, the only thing that is shared */
};

static struct timespec after(int64_t ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	return until;
}

static bool wait_or_stop(struct ticker *ticker, int64_t ms)
{
	struct timespec until = after(ms);
	bool stops;

	pthread_mutex_lock(&ticker->lock);
	while (!ticker->stops &&
	       pthread_cond_timedwait(&ticker->wake, &ticker->lock, &until) != ETIMEDOUT)
		;
	stops = ticker->stops;
	pthread_mutex_unlock(&ticker->lock);
	return stops;
}

static void *run(void *context)
{
	struct ticker *ticker = context;

	setpriority(PRIO_PROCESS, 0, NICENESS); /* on Linux, of this thread alone */
	while (!wait_or_stop(ticker, ticker->act(ticker->context)))
		;
	return NULL;
}

struct ticker *ticker_start(ticker_act *act, void *context)
{
	struct ticker *ticker = mem_new(sizeof *ticker);
	pthread_condattr_t monotonic;

	ticker->act = act;
	ticker->context = context;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&ticker->lock, NULL);
	pthread_cond_init(&ticker->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	pthread_create(&ticker->thread, NULL, run, ticker);
	return ticker;
}

void ticker_stop(struct ticker *ticker)
{
	pthread_mutex_lock(&ticker->lock);
	ticker->stops = true;
	pthread_cond_signal(&ticker->wake);
	pthread_mutex_unlock(&ticker->lock);
	pthread_join(ticker->thread, NULL);
	pthread_cond_destroy(&ticker->wake);
	pthread_mutex_destroy(&ticker->lock);
	free(ticker);
}
