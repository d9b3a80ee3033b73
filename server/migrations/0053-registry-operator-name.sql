-- Owner: registry. The operator's party was founded (0004) with a name in English alone, which pages in Vietnamese showed.
update registry.party_version set names = '{"vi": "Đơn vị vận hành hệ thống", "en": "Operator of this system"}'
where party_id = '00000000-0000-0000-0000-000000000001' and names = '{"en": "Operator of this system"}';
