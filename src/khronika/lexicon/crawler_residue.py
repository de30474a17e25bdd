"""What a crawl of news pages leaves in the text and no author wrote.

What for: to find link boxes, credits, calls to subscribe and markup that belong to the page, not
to the article. Source: the furniture of Russian news sites, written down for this project. Full
forms, as a page prints them; a rule also tries them in upper case.
"""

LEADS = (
    "Материал по теме",
    "Материалы по теме",
    "По теме:",
    "Подписывайтесь на",
    "Подробнее:",
    "Подробности:",
    "Смотрите также",
    "Смотрите также:",
    "Также по теме",
    "Читайте также",
    "Читать далее",
    "Читать также",
)
"""What opens a paragraph that links elsewhere."""

CREDITS = ("Автор фото:", "Видео:", "Иллюстрация:", "Инфографика:", "Источник фото:", "Фото:", "©")
"""What opens the credit of a picture; in its place in a caption or a byline."""

WHOLE = (
    "Версия для печати",
    "Загрузка…",
    "Загрузка...",
    "Оставить комментарий",
    "Подписаться",
    "Подробнее",
    "Поделиться",
    "Реклама",
)
"""What is a paragraph by itself."""

CALLS = (
    "Ctrl + Enter",
    "Ctrl+Enter",
    "Все права защищены",
    "Любое использование материалов",
    "Нашли опечатку?",
    "Нашли ошибку?",
    "Подписывайтесь на наш",
    "Читайте нас в",
)
"""What no sentence of an article holds."""

MARKUP = (
    "&amp;",
    "&laquo;",
    "&mdash;",
    "&nbsp;",
    "&quot;",
    "&raquo;",
    "</a>",
    "</p>",
    "<br",
)
"""What a page is written in, where it came through."""
