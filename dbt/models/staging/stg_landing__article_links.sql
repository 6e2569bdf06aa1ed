with source as (

    select * from {{ source('landing', 'article_links') }}

)

select
    article_version_id,
    first_hand_article_id,
    kind as link_kind,
    similarity,
    linked_at
from source
