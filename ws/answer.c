/*
 * Answers are printed whole and written at once; what the socket does not take at once
 * libwebsockets keeps.
 */
#include "ws/answer.h"

#include <libwebsockets.h>
#include <string.h>

/* RFC 9110 section 15. */
static const char *reason(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {
		{200, "OK"},
		{201, "Created"},
		{204, "No Content"},
		{302, "Found"},
		{304, "Not Modified"},
		{400, "Bad Request"},
		{401, "Unauthorized"},
		{403, "Forbidden"},
		{404, "Not Found"},
		{405, "Method Not Allowed"},
		{409, "Conflict"},
		{411, "Length Required"},
		{413, "Content Too Large"},
		{415, "Unsupported Media Type"},
		{422, "Unprocessable Content"},
		{426, "Upgrade Required"},
		{429, "Too Many Requests"},
		{503, "Service Unavailable"},
		{505, "HTTP Version Not Supported"},
	};

	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
		if (reasons[i].status == status)
			return reasons[i].reason;
	}
	return "Unknown";
}

/* RFC 6797, section 7.2: over TLS alone. Not on loopback, whose name others share. */
static const char *strict_transport(const struct guard *guard)
{
	return guard->has_tls && !guard->on_loopback
		       ? "strict-transport-security: max-age=31536000\r\n"
		       : "";
}

void answer_put(struct connection *connection, const struct answer *answer)
{
	struct buffer *out = &connection->response;
	static const char room[LWS_PRE];

	buffer_add(out, room, sizeof room);
	buffer_format(out,
		      "HTTP/1.1 %d %s\r\n"
		      "connection: close\r\n"
		      "content-type: %s\r\n"
		      "content-length: %zu\r\n"
		      "x-content-type-options: nosniff\r\n"
		      "referrer-policy: no-referrer\r\n"
		      "cache-control: %s\r\n"
		      "%s%s\r\n",
		      answer->status, reason(answer->status),
		      answer->type ? answer->type : "text/plain", answer->length,
		      answer->cache ? answer->cache : "no-store",
		      strict_transport(&connection->front->guard),
		      answer->headers ? answer->headers : "");
	if (!connection->head_only)
		buffer_add(out, answer->body, answer->length);
	lws_set_timeout(connection->wsi, PENDING_TIMEOUT_HTTP_CONTENT,
			(int)connection->front->service->config->answer_seconds);
	lws_callback_on_writable(connection->wsi);
}

void answer_status(struct connection *connection, int status)
{
	answer_put(connection, &(struct answer){.status = status});
}

void answer_json(struct connection *connection, int status, const char *json)
{
	answer_put(connection, &(struct answer){.status = status,
						.type = "application/json; charset=utf-8",
						.body = json,
						.length = strlen(json)});
}

bool answer_write(struct connection *connection)
{
	struct buffer *out = &connection->response;
	int written;

	/* A second call means that libwebsockets has got rid of all of it. */
	if (connection->answered || out->length == 0)
		return false;
	written = lws_write(connection->wsi, (unsigned char *)out->data + LWS_PRE,
			    out->length - LWS_PRE, LWS_WRITE_HTTP);
	connection->answered = true;
	buffer_finish(out);
	lws_callback_on_writable(connection->wsi);
	return written >= 0;
}
