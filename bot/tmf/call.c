/*
 * Asking, and whether what came may be read.
 */
#include <stdarg.h>
#include <string.h>

#include "base/log.h"
#include "bot/tmf/tmf.h"

#define STATUS_NOT_FOUND 404

static bool is_good(int status)
{
	return status >= 200 && status < 300;
}

/* Refused with a reason of its own: asked again, it would be refused again. */
static bool is_refused(int status)
{
	return status == 400 || status == 404 || status == 409 || status == 422;
}

const char *tmf_encode(struct tmf_call *call, const char *text)
{
	struct buffer out = {0};
	const char *encoded;

	buffer_text(&out, "");
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    strchr("-._~", c))
			buffer_char(&out, *text);
		else
			buffer_format(&out, "%%%02X", c);
	}
	encoded = arena_text(carrier_requests_arena(call->requests), out.data);
	buffer_finish(&out);
	return encoded;
}

void tmf_refuse(struct tmf_call *call, enum tmf_api api, const char *what)
{
	log_write(LOG_LEVEL_WARNING, "operator's answer does not fit", "api", tmf_api_name(api),
		  "what", what, NULL);
	call->failed = true;
}

static void put_path(struct tmf_call *call, enum tmf_api api, struct carrier_request *request,
		     const char *format, va_list args) __attribute__((format(printf, 4, 0)));
static const struct carrier_request *get(struct tmf_call *call, enum tmf_api api, const char *name,
					 const char *format, va_list args)
	__attribute__((format(printf, 4, 0)));

static void put_path(struct tmf_call *call, enum tmf_api api, struct carrier_request *request,
		     const char *format, va_list args)
{
	struct buffer path = {0};

	buffer_text(&path, call->mapping->paths[api]);
	buffer_format_list(&path, format, args);
	request->api = api;
	request->version = call->mapping->versions[api];
	request->path = arena_text(carrier_requests_arena(call->requests), path.data);
	buffer_finish(&path);
}

static const struct carrier_request *get(struct tmf_call *call, enum tmf_api api, const char *name,
					 const char *format, va_list args)
{
	bool is_new;
	struct carrier_request *request = carrier_requests_named(call->requests, name, &is_new);

	if (is_new)
		put_path(call, api, request, format, args);
	if (!request->is_over)
		call->waits = true;
	return request;
}

const cJSON *tmf_get(struct tmf_call *call, enum tmf_api api, const char *name, const char *format,
		     ...)
{
	const struct carrier_request *request;
	va_list args;

	va_start(args, format);
	request = get(call, api, name, format, args);
	va_end(args);
	if (is_good(request->status) && !request->json)
		tmf_refuse(call, api, "no JSON");
	else if (request->is_over && !is_good(request->status) &&
		 request->status != STATUS_NOT_FOUND)
		call->failed = true;
	return is_good(request->status) ? request->json : NULL;
}

const cJSON *tmf_thing(struct tmf_call *call, enum tmf_api api, const char *name,
		       const char *resource, const char *id, const char *fields)
{
	const cJSON *thing;
	const char *has;

	if (!id || !call->mapping->paths[api])
		return NULL;
	thing = tmf_get(call, api, name, "/%s/%s?fields=%s", resource, tmf_encode(call, id),
			fields);
	has = json_text(thing, "id");
	if (thing && (!has || strcmp(has, id) != 0))
		tmf_refuse(call, api, "another id");
	return call->failed ? NULL : thing;
}

const cJSON *tmf_list(struct tmf_call *call, enum tmf_api api, const char *name, const char *format,
		      ...)
{
	const struct carrier_request *request;
	va_list args;

	va_start(args, format);
	request = get(call, api, name, format, args);
	va_end(args);
	if (is_good(request->status) && cJSON_IsArray(request->json))
		return request->json;
	if (is_good(request->status))
		tmf_refuse(call, api, "no list");
	else if (request->is_over)
		call->failed = true;
	return NULL;
}

const cJSON *tmf_post(struct tmf_call *call, enum tmf_api api, const char *name,
		      const char *resource, struct buffer *body, int *status)
{
	bool is_new;
	struct carrier_request *request = carrier_requests_named(call->requests, name, &is_new);
	struct arena *arena = carrier_requests_arena(call->requests);

	if (is_new) {
		request->api = api;
		request->version = call->mapping->versions[api];
		request->path = arena_format(arena, "%s%s", call->mapping->paths[api], resource);
		request->key = arena_text(arena, call->call->key);
		request->body = buffer_take(body);
	}
	buffer_finish(body);
	*status = request->status;
	if (!request->is_over)
		call->waits = true;
	else if (is_good(request->status) && !request->json)
		tmf_refuse(call, api, "no JSON");
	else if (!is_good(request->status) && !is_refused(request->status))
		call->failed = true;
	return is_good(request->status) ? request->json : NULL;
}

bool tmf_is_whole(const cJSON *list)
{
	return cJSON_GetArraySize(list) < TMF_PAGE;
}

const char *tmf_id_of(const cJSON *resource, const char *reference)
{
	return json_text(json_get(resource, reference), "id");
}
