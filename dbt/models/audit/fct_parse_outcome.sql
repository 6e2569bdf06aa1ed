with outcomes as (

    select * from {{ source('landing', 'parse_outcomes') }}

),

captures as (

    select * from {{ source('raw', 'captures') }}

)

select
    outcomes.outcome_id as parse_outcome_id,
    outcomes.batch_id,
    outcomes.capture_id,
    captures.source_id,
    captures.uri as capture_uri,
    outcomes.outcome,
    outcomes.reason,
    outcomes.detail,
    outcomes.article_version_id,
    outcomes.parser_version,
    outcomes.parsed_at
from outcomes
left join captures
    on outcomes.capture_id = captures.capture_id
