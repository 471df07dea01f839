"""The database: the PostgreSQL server that comes with the project, and who may do what in it.

`embedded` makes, starts and stops the server; `placement` says where its files lie and which account runs it;
`base` is the Django backend that starts it at the first connection; `rights` keeps the application role small.
With `DATABASE_URL` set, the server is someone else's and only `rights` is used.
"""

OWNER_ROLE = "ciom_owner"
APPLICATION_ROLE = "ciom_app"
DATABASE_NAME = "ciom"
