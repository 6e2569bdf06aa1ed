with catalogued as (

    select * from {{ ref('seed_sources') }}

),

-- Pages outlive the file of facts of their source.
forgotten as (

    select distinct articles.source_id
    from {{ ref('int_articles__current') }} as articles
    left join catalogued
        on articles.source_id = catalogued.source_id
    where catalogued.source_id is null

)

select
    source_id,
    name_vi,
    name_en,
    owner_name,
    source_kind,
    source_kind = 'aggregator' as is_reprint,
    source_rank,
    language_code,
    {{ place_key('place_code', 'place_name') }} as home_place_id,
    host_names,
    is_active,
    true as is_catalogued
from catalogued
union all
select
    source_id,
    source_id as name_vi,
    source_id as name_en,
    null as owner_name,
    null as source_kind,
    cast(null as boolean) as is_reprint,
    cast(null as integer) as source_rank,
    null as language_code,
    {{ unknown_member() }} as home_place_id,
    null as host_names,
    false as is_active,
    false as is_catalogued
from forgotten
