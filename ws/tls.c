/*
 * The certificate is given to each handshake anew. libwebsockets' context has none of its own:
 * it would go on showing an old one of RSA beside a new one of ECDSA.
 */
#include "ws/tls.h"

#include <errno.h>
#include <libwebsockets.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define CIPHERS "ECDHE+AESGCM:ECDHE+CHACHA20" /* of 1.2; those of 1.3 all authenticate */
#define DAY_SECONDS 86400LL

struct tls {
	const struct config *config;
	SSL_CTX *shown; /* holds what is shown, and is used for nothing else */
};

/* --- the files -------------------------------------------------------------------- */

/* A key may be its group's: so a service that does not run as root reads one that is root's. */
static bool may_use(const char *path, mode_t forbidden, struct error *err)
{
	struct stat status;

	if (stat(path, &status) != 0 || access(path, R_OK) != 0)
		return error_set(err, "%s: %s", path, strerror(errno));
	return !(status.st_mode & forbidden) ||
	       error_set(err, "%s is open to others than its owner and group: chmod o= %s", path,
			 path);
}

static bool refuse(const char *path, const char *as, struct error *err)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());

	ERR_clear_error();
	return error_set(err, "%s cannot be used as %s: %s", path, as,
			 reason ? reason : "it cannot be read");
}

/* Nobody is there to be asked for one. */
static int no_passphrase(char *out, int size, int writing, void *user)
{
	(void)out;
	(void)size;
	(void)writing;
	(void)user;
	return -1;
}

static bool fill(SSL_CTX *context, const struct config *config, struct error *err)
{
	const char *certificate = config->tls_certificate, *key = config->tls_key;

	SSL_CTX_set_default_passwd_cb(context, no_passphrase);
	if (!may_use(certificate, 0, err) || !may_use(key, S_IRWXO | S_IWGRP, err))
		return false;
	if (SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)
		return refuse(key, "a key in PEM without a passphrase", err);
	if (SSL_CTX_use_certificate_chain_file(context, certificate) != 1)
		return refuse(certificate, "a certificate in PEM", err);
	if (SSL_CTX_check_private_key(context) == 1)
		return true;
	ERR_clear_error();
	return error_set(err, "%s is not the key of the certificate in %s", key, certificate);
}

static SSL_CTX *load(const struct config *config, struct error *err)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	if (fill(context, config, err))
		return context;
	SSL_CTX_free(context);
	return NULL;
}

struct tls *tls_open(const struct config *config, struct error *err)
{
	SSL_CTX *context = load(config, err);
	struct tls *tls;

	if (!context)
		return NULL;
	tls = mem_new(sizeof *tls);
	tls->config = config;
	tls->shown = context;
	return tls;
}

void tls_close(struct tls *tls)
{
	if (tls)
		SSL_CTX_free(tls->shown);
	free(tls);
}

bool tls_reload(struct tls *tls, struct error *err)
{
	SSL_CTX *context = load(tls->config, err);

	if (!context)
		return false;
	SSL_CTX_free(tls->shown);
	tls->shown = context;
	return true;
}

static int64_t ms_of(const ASN1_TIME *time)
{
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days = 0, seconds = 0;

	ASN1_TIME_diff(&days, &seconds, epoch, time);
	ASN1_TIME_free(epoch);
	return (days * DAY_SECONDS + seconds) * 1000;
}

void tls_validity(const struct tls *tls, int64_t *out_from_ms, int64_t *out_to_ms)
{
	const X509 *certificate = SSL_CTX_get0_certificate(tls->shown);

	*out_from_ms = ms_of(X509_get0_notBefore(certificate));
	*out_to_ms = ms_of(X509_get0_notAfter(certificate));
}

/* --- handshakes ------------------------------------------------------------------- */

void tls_fill(struct lws_context_creation_info *info)
{
	info->options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
			 LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX;
	info->alpn = "http/1.1";
}

static int show(SSL *ssl, void *user)
{
	const struct tls *tls = user;
	STACK_OF(X509) *chain = NULL;

	SSL_CTX_get0_chain_certs(tls->shown, &chain);
	return SSL_use_cert_and_key(ssl, SSL_CTX_get0_certificate(tls->shown),
				    SSL_CTX_get0_privatekey(tls->shown), chain, 1);
}

/* The curves: others, and groups of large primes, make a handshake dear for us and cheap for the
 * peer. The mode: buffers are given back between records, for most connections are silent most
 * of the time. */
void tls_prepare(struct tls *tls, void *context)
{
	char curves[] = "X25519:P-256:P-384";

	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_cipher_list(context, CIPHERS);
	SSL_CTX_set1_groups_list(context, curves);
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
					     SSL_OP_CIPHER_SERVER_PREFERENCE);
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_cert_cb(context, show, tls);
}
