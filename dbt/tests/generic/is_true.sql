{#- Rows for which the condition is false. A null condition passes: say `is not null` where that matters. -#}
{% test is_true(model, condition) %}
select *
from {{ model }}
where not ({{ condition }})
{% endtest %}
