"""gunicorn: two processes of four threads, nginx in front."""

# Loaded once, before the processes part: they share its memory, and a refused start is said once.
preload_app = True
worker_class = "gthread"
workers = 2
threads = 4
# Long exports and imports; a process that answers nobody for that long is replaced.
timeout = 120
keepalive = 5
# A management socket nobody asked for, in the home folder.
control_socket_disable = True

# Neither query strings nor the secret of an answer link: see `ciom/logs.py`.
accesslog = "-"
access_log_format = "%(h)s %(m)s %(U)s %(s)s %(B)s %(M)sms"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "()": "ciom.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        name: {"handlers": ["stderr"], "level": "INFO", "propagate": False}
        for name in ("gunicorn.error", "gunicorn.access")
    },
}
