/*
 * A file on its way to the server, over HTTP beside the socket.
 *
 * XMLHttpRequest, because fetch does not tell how much has left.
 */

/** Resolves to the file's id. Rejects with {code, retryAfterMs}: what the server does not want,
 *  with its code, or `connection`. `progress(share)` hears 0 to 1. */
export function postFile(url, token, file, progress) {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();

		request.open('POST', url);
		request.responseType = 'json';
		request.setRequestHeader('authorization', `Bearer ${token}`);
		request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
		request.onerror = () => reject({ code: 'connection' });
		request.onload = () => {
			if (request.status === 201)
				resolve(request.response.id);
			else
				reject(refusalOf(request));
		};
		request.send(file);
	});
}

function refusalOf(request) {
	const seconds = Number(request.getResponseHeader('retry-after') ?? 0);

	return { code: request.response?.error?.code ?? 'connection', retryAfterMs: seconds * 1000 };
}

/** `https://host/chat/upload` for `wss://host/chat`. */
export function uploadAddress(chatUrl) {
	return `${String(chatUrl).replace(/^ws/, 'http')}/upload`;
}
