"""Pages sent compressed, but only where no other site can have chosen what they say.

The size of a compressed page tells of its secrets to an attacker who sees the traffic
and chooses words in the same page: the BREACH attack, https://www.breachattack.com.
That takes requests that another site starts, and browsers never mark those
`same-origin`.
Where a browser marks nothing, nothing is compressed.
"""

import gzip

from flask import Flask, Response, request

SMALLEST = 1000  # bytes; below it one packet is one packet
LEVEL = 5
KINDS = {"text/html", "text/css", "text/javascript", "application/json"}


def init_app(app: Flask) -> None:
    @app.after_request
    def compress(response: Response) -> Response:
        is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
        takes_gzip = request.accept_encodings.quality("gzip") > 0
        if is_ours and takes_gzip and _is_worth_it(response):
            response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
        return response


def _is_worth_it(response: Response) -> bool:
    """Whether this is a whole text that is long enough; a file on its way is not."""
    return (
        response.mimetype in KINDS
        and not response.is_streamed
        and "Content-Encoding" not in response.headers
        and (response.content_length or 0) >= SMALLEST
    )
