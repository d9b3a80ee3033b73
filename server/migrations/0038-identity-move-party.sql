-- Owner: modules/identity. Two parties are found to be one: what opens doors for the one opens them for the other.
grant update (party_id) on identity.machine_credential, identity.role_grant, identity.membership, identity.invitation
  to nguon_server;
