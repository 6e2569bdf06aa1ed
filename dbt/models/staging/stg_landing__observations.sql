with source as (

    select * from {{ source('landing', 'observations') }}

)

select
    observation_id,
    extractor_version,
    article_version_id,
    start_offset,
    end_offset,
    text as number_text,
    indicator_code,
    measure,
    value,
    unit as unit_code,
    total as total_value,
    per as per_unit,
    qualifier,
    status,
    period_start as period_start_date,
    period_end as period_end_date,
    place as place_name,
    place_code,
    basis,
    part,
    organisation as organisation_name,
    sentence,
    sentence_start as sentence_start_offset,
    confidence,
    extracted_at
from source
