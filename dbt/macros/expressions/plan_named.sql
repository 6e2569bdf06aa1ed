{#-
  The plan as the page names it right after a completion, up to who assigned it: `dự toán Thành phố giao` in
  `đạt 105% dự toán Thành phố giao`. Null where nobody is said to have assigned it. It stops at punctuation and at
  the next number, so that a list of completions keeps each with its own plan; the verb `giao` must end the phrase,
  for it begins other words (`giao thông`, `giao dịch`).
-#}
{% macro plan_named(sentence, number_end) -%}
    trim(substring(
        substr({{ sentence }}, {{ number_end }} + 1)
        from '^\s*([^0-9,.;:()%]{2,80}\sgiao)(?=\s*(?:$|[,.;:()]|(?:và|cho|từ|đầu|năm|trong)\M))'
    ))
{%- endmacro %}
