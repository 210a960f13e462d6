"""Writing a mailing: the message, whom it goes to, how it reads, and the question before it is sent."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import notice
from sambruk_crm.components.forms import button, date_field, described, field, submit, time_field
from sambruk_crm.components.mailing import letter, reasons, recipient_list, tallies
from sambruk_crm.components.record import card
from sambruk_crm.components.text import label, shown_number, t, tn
from sambruk_crm.models.vocabulary import MailingAddress, MailingKind
from sambruk_crm.services.mailings import FIELDS
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.mailings.record import MailingPageState


def compose_card() -> rx.Component:
    """Ask for subject and message, which save themselves."""
    state = MailingPageState
    errors = state.errors
    return card(
        t("Message"),
        rx.el.div(
            _conflict(),
            rx.cond(errors.get("", ""), notice(errors.get("", ""), kind="bad")),
            _templates(),
            _kinds(),
            field(
                t("Subject"),
                rx.el.input(
                    **described("subject", errors.get("subject", "")),
                    default_value=state.subject,
                    on_change=lambda text: state.keep("subject", text).debounce(400),
                    on_blur=lambda text: state.keep("subject", text),
                    key=state.opened.to_string() + "-subject",
                    max_length=300,
                    auto_complete="off",
                ),
                name="subject",
                error=errors.get("subject", ""),
            ),
            field(
                t("Message"),
                rx.el.textarea(
                    **described("body", errors.get("body", "")),
                    default_value=state.body,
                    on_change=lambda text: state.keep("body", text).debounce(400),
                    on_blur=lambda text: state.keep("body", text),
                    key=state.opened.to_string() + "-body",
                ),
                name="body",
                error=errors.get("body", ""),
                hint=t("An empty line begins a paragraph. **Bold**, *italic*, - list, [link](https://…)."),
            ),
            field_chips(),
            class_name="stack",
        ),
        name="compose",
    )


def whom_card() -> rx.Component:
    """Ask whom it goes to, and say at once who that is."""
    state = MailingPageState
    return card(
        t("Whom it goes to"),
        rx.el.div(
            rx.cond(state.errors.get("audience", ""), notice(state.errors.get("audience", ""), kind="bad")),
            rx.el.div(
                _half(t("Persons"), "persons", state.persons),
                _half(t("Organisations"), "organisations", state.organisations),
                class_name="form-grid",
            ),
            rx.cond(state.organisations.choice != "nobody", _addresses()),
            _list_progress(),
            rx.el.p(
                rx.el.strong(
                    tn("One recipient", "{count} recipients", count=state.review.recipients),
                    data_testid="recipient-count",
                ),
                rx.cond(
                    state.review.skipped > 0,
                    rx.fragment(", ", tn("one left out", "{count} left out", count=state.review.skipped)),
                ),
                role="status",
            ),
            rx.foreach(state.missing, _missing),
            rx.el.details(
                rx.el.summary(t("Look through the list")),
                rx.el.div(
                    tallies(state, state.counts),
                    reasons(state.counts),
                    recipient_list(state),
                ),
                class_name="look-through",
            ),
            class_name="stack",
        ),
        name="whom",
    )


def _list_progress() -> rx.Component:
    """Show how far a long list of recipients has come; it is not sent before it is complete."""
    review = MailingPageState.review
    return rx.cond(
        ~review.is_complete,
        rx.el.div(
            rx.el.span(t("The list is written down: {done} of {total}", done=review.listed, total=review.total)),
            rx.el.progress(
                value=review.listed, max=review.total, aria_label=t("Progress"), class_name="batch-progress"
            ),
            role="status",
            data_testid="list-progress",
        ),
    )


def preview_card() -> rx.Component:
    """Show the message as any recipient will read it, and send it to oneself."""
    state = MailingPageState
    number, last = state.reader_number, state.review.recipients
    return card(
        t("How it reads"),
        rx.el.div(
            rx.el.div(
                _turn(t("Previous recipient"), "chevron-left", number - 1, is_there=number > 1),
                rx.el.div(
                    rx.cond(
                        state.reader,
                        t("{number} of {total}: {name}", number=number, total=last, name=state.reader),
                        t("As you would read it"),
                    ),
                    class_name="grow",
                    role="status",
                ),
                _turn(t("Next recipient"), "chevron-right", number + 1, is_there=number < last),
                class_name="reader",
            ),
            letter(state.written),
            class_name="stack",
        ),
        name="preview",
        action=button(
            rx.icon("mail-check", size=16, aria_hidden="true"),
            t("Test to me"),
            disabled=~state.has_mail,
            on_click=state.try_out,
        ),
    )


def send_dialog() -> rx.Component:
    """Ask once more, with the numbers, now or at a time."""
    state = MailingPageState
    errors = state.errors
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(tn("Send to one recipient?", "Send to {count} recipients?", count=state.review.recipients)),
            rx.dialog.description(
                rx.cond(
                    state.review.skipped > 0,
                    tn("One is left out.", "{count} are left out.", count=state.review.skipped),
                    t("Nobody is left out."),
                ),
                class_name="hint",
            ),
            rx.el.form(
                rx.el.div(
                    reasons(state.counts),
                    *(
                        rx.cond(errors.get(name, ""), notice(errors.get(name, ""), kind="bad"))
                        for name in ("", "recipients", "at")
                    ),
                    rx.el.fieldset(
                        rx.el.legend(t("When")),
                        _when("now", t("Now, after half a minute in which you can take it back"), ~state.is_later),
                        _when("later", t("At a time"), state.is_later),
                        class_name="group",
                    ),
                    rx.cond(
                        state.is_later,
                        rx.el.div(
                            date_field(t("Day"), name="on", error=errors.get("remind_on", "")),
                            time_field(t("Time of day"), name="at", error=errors.get("remind_time", "")),
                            class_name="form-grid",
                        ),
                    ),
                    class_name="stack",
                ),
                rx.el.div(
                    rx.dialog.close(button(t("Cancel"))),
                    submit(t("Send"), disabled=state.review.recipients == 0),
                    class_name="form-foot",
                ),
                on_submit=state.send,
            ),
            max_width="32rem",
        ),
        open=state.is_asking,
        on_open_change=state.ask,
    )


def _when(value: str, text: Any, is_chosen: Any) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="when",
            value=value,
            checked=is_chosen,
            on_change=lambda _: MailingPageState.choose_time(value),
        ),
        text,
        class_name="check",
    )


def _conflict() -> rx.Component:
    state = MailingPageState
    name = rx.cond(state.conflict == "subject", t("Subject"), t("Message"))
    return rx.cond(
        state.conflict,
        notice(
            rx.fragment(
                t("Meanwhile someone else has changed {field} to “{value}”.", field=name, value=state.conflict_value),
                rx.el.div(
                    button(t("Keep theirs"), on_click=state.settle(False)),
                    button(t("Save mine"), on_click=state.settle(True)),
                    class_name="row",
                ),
            ),
            kind="bad",
        ),
    )


def _templates() -> rx.Component:
    state = MailingPageState
    return rx.cond(
        state.templates.length() > 0,
        field(
            t("Begin from a template"),
            rx.el.select(
                rx.el.option(t("Choose"), value=""),
                rx.foreach(state.templates, _option),
                **described("template"),
                on_change=state.take_template,
                key=state.opened.to_string() + "-template",
            ),
            name="template",
            hint=t("Its message takes the place of what is written here."),
        ),
    )


def _kinds() -> rx.Component:
    state = MailingPageState
    return rx.cond(
        FrameState.rights.contains(Permission.SEND_INFORMATION.value),
        field(
            t("Kind of mailing"),
            rx.el.select(
                *(rx.el.option(label(MailingKind, one.value), value=one.value) for one in MailingKind),
                **described("kind"),
                value=state.kind,
                on_change=state.choose_kind,
            ),
            name="kind",
            hint=t("Information also reaches those who opted out. Use it only for what they need to know."),
        ),
    )


def field_chips() -> rx.Component:
    """Show the fields that a message can be filled with."""
    fields = [rx.el.li(rx.el.code(f"{{{name}}}", title=t(title.msgid))) for name, title in FIELDS.items()]
    return rx.el.div(
        rx.el.p(
            t("Fields are filled in for each recipient. After a bar, write what to say where nothing is known:"),
            " ",
            rx.el.code("{first_name|…}"),
            class_name="hint",
        ),
        rx.el.ul(*fields, class_name="field-chips"),
        class_name="stack-tight",
    )


def _half(title: Any, half: str, part: Any) -> rx.Component:
    return field(
        title,
        rx.el.select(
            rx.el.option(t("Nobody"), value="nobody"),
            rx.cond(
                part.chosen > 0,
                rx.el.option(t("The chosen ones ({count})", count=part.chosen), value="chosen"),
            ),
            rx.el.option(t("All ({count})", count=part.everybody), value="everybody"),
            **described(half),
            value=part.choice,
            on_change=lambda choice: MailingPageState.choose_audience(half, choice),
        ),
        name=half,
    )


def _addresses() -> rx.Component:
    return field(
        t("Organisations get it at"),
        rx.el.select(
            *(rx.el.option(label(MailingAddress, one.value), value=one.value) for one in MailingAddress),
            **described("address"),
            value=MailingPageState.address,
            on_change=MailingPageState.choose_address,
        ),
        name="address",
    )


def _missing(one: Any) -> rx.Component:
    return rx.el.p(
        rx.icon("circle-alert", size=14, aria_hidden="true"),
        rx.el.span(
            rx.el.code("{" + one.field + "}"),
            " ",
            t("is not known for {count} recipients. Write what to say instead.", count=shown_number(one.count)),
        ),
        class_name="error",
        key=one.field,
    )


def _turn(name: Any, icon: str, number: Any, *, is_there: Any) -> rx.Component:
    return button(
        rx.icon(icon, size=18, aria_hidden="true"),
        aria_label=name,
        title=name,
        disabled=~is_there,
        on_click=MailingPageState.read_as(number),
        more="square",
    )


def _option(choice: Any) -> rx.Component:
    return rx.el.option(choice.label, value=choice.value, key=choice.value)
