#include "ws/site.h"

#include <string.h>

#include "base/buffer.h"

char *site_of(const struct head *head, const struct config *config, const char *address)
{
	bool is_secure = config_has_tls(config) || (config_trusts(config, address) &&
						    !strcmp(head->forwarded_proto, "https"));
	struct buffer site = {0};

	buffer_format(&site, "%s://%s", is_secure ? "https" : "http", head->host);
	return buffer_take(&site);
}
