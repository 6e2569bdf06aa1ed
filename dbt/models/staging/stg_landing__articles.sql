with source as (

    select * from {{ source('landing', 'articles') }}

)

select
    article_version_id,
    article_id,
    capture_id,
    url as article_url,
    page as page_id,
    source_id,
    title,
    author,
    publisher,
    original_url,
    published_at,
    updated_at,
    language as language_code,
    parser_version,
    parsed_at
from source
