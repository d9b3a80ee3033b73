-- Owner: modules/events. An earlier release asked for chains to be read again by jobs that this one does not know: what
-- waited then is read once.
select platform.announce('events.chains-opened', jsonb_build_object('shares', jsonb_agg(jsonb_build_object('owner', owner, 'share', share_id))))
  from events.share where ended_at is null having count(*) > 0;
