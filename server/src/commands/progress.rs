//! Progress of long work: a line on a terminal, nothing where standard error is a file or a pipe, and
//! each step in the log of whoever asks for it (`server::commands::progress=debug`).

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A line that grows: what, how far, how fast, how long still. Clones show the same line.
#[derive(Debug, Clone)]
pub struct Progress(ProgressBar);

impl Progress {
    /// A line that counts these.
    #[must_use]
    pub fn new(what: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let line = "{msg} {wide_bar} {human_pos}/{human_len} {prefix}, {per_sec}, {eta} left";
        // The template is a constant; were it wrong, indicatif's own line would do.
        bar.set_style(
            ProgressStyle::with_template(line).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        bar.set_prefix(what);
        Self(bar)
    }

    /// Shows how far the work is.
    pub fn show(&self, done: u64, total: u64) {
        if self.0.length() != Some(total) {
            self.0.set_length(total);
        }
        self.0.set_position(done);
        tracing::debug!(part = %self.0.message(), done, total, "progress");
    }

    /// Says which part of the work begins.
    pub fn part(&self, words: &'static str) {
        if self.0.message() != words {
            self.0.reset();
            self.0.set_message(words);
            tracing::debug!(part = words, "progress");
        }
    }

    /// Takes the line away.
    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}
