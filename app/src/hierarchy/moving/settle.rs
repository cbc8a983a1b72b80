//! What a move comes to beside the structure, and whether all of it was there to read before it is confirmed.

use domain::hierarchy::{Fingerprint, Going, HandoverTo, MovePreview, MoveRequest};
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::api::{MoveAsk, move_effect_read, move_preview_read},
    MovePlan,
};

impl MovePlan {
    /// Shows what a handover of what is previewed comes to. Called once.
    pub(super) fn handover_follow(self) {
        self.handover.follow(move || {
            let request = self.preview.with(|previewed| {
                let previewed = previewed.as_ref()?;
                Some(previewed.preview.request.clone())
            })?;
            Some(Going::Move { request })
        });
        // What was refused of another choice says nothing of this one.
        Effect::new(move |before: Option<()>| {
            self.handover.chosen.track();
            let is_refused = self.problem.with_untracked(|problem| {
                (problem.as_ref()).is_some_and(|it| it.sentence_for("handover").is_some())
            });
            if before.is_some() && is_refused {
                self.problem.set(None);
            }
        });
    }

    /// Who is to pay for what stays, where anything does: who was chosen before another form was is not asked.
    pub(super) fn handover_wanted(self) -> Option<HandoverTo> {
        let leaves_any = self.effect.with_untracked(
            |effect| matches!(effect, Some(Ok(effect)) if effect.payers.left_behind > 0),
        );
        leaves_any.then(|| self.handover.to()).flatten()
    }

    /// Whether everything that the move means is on the screen, so that it can be confirmed.
    pub fn is_read(self) -> bool {
        let leaves_any = self.effect.with(|effect| match effect {
            Some(Ok(effect)) => Some(effect.payers.left_behind > 0),
            _ => None,
        });
        match leaves_any {
            None => false,
            Some(leaves_any) => !leaves_any || self.handover.is_settled(),
        }
    }

    /// Asks again what the move comes to.
    pub fn effect_again(self) {
        let Some(previewed) = self.preview.get_untracked() else {
            return;
        };
        let turn = self.turn.get_value();
        self.effect.set(None);
        spawn_local(self.effect_ask(previewed.preview.request, turn));
    }

    /// Asks what the move comes to, of this turn of questions.
    pub(super) async fn effect_ask(self, request: MoveRequest, turn: u32) {
        let effect = move_effect_read(request).await;
        if self.turn.try_get_value() != Some(turn) {
            return;
        }
        match &effect {
            Ok(effect) if !self.is_shown(&effect.fingerprint) => self.shown_again(turn),
            _ => self.effect.set(Some(effect)),
        }
    }

    /// Whether this stands for the preview that is shown.
    fn is_shown(self, fingerprint: &Fingerprint) -> bool {
        (self.preview).with_untracked(|previewed| {
            (previewed.as_ref()).is_some_and(|it| it.preview.fingerprint == *fingerprint)
        })
    }

    /// What the move comes to is that of another preview than is shown: something changed between the two. Shows
    /// the preview of now, which says so, with what it comes to.
    fn shown_again(self, turn: u32) {
        let Some(shown) = self.preview.get_untracked() else {
            return;
        };
        let MovePreview { request, to, .. } = shown.preview;
        let ask = MoveAsk {
            account: request.account,
            to: to.number,
            form: request.form,
            effective: request.effective,
        };
        spawn_local(async move {
            let now = move_preview_read(ask).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match now {
                Ok(now) => self.stale_show(now, None).await,
                Err(error) => {
                    self.preview.set(None);
                    self.problem.set(Some(error));
                }
            }
        });
    }
}
