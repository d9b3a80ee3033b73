-- Owner: modules/resolver. Whether anybody registered links of a type is asked at the end of each trace.
create index link_set_links on resolver.link_set using gin (links jsonb_path_ops) where to_position is null;
