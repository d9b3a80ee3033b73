-- Owner: modules/identity. A sign-in name that somebody took to whom it does not belong is freed: the account gets another.
grant update (sign_in_name) on identity.account to nguon_server;
