//! A table of figures, each beside what it may be at most.
//!
//! Invariant: a figure that misses its limit makes the program fail.

use std::error::Error;
use std::fmt;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// What a benchmark or a proof comes to.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// Shared machines are noisy: a figure has missed its limit once it is so much above it.
const NOISE: f64 = 1.15;

/// One table.
#[derive(Debug)]
pub struct Figures {
    missed: bool,
}

impl Figures {
    /// A table with a title.
    #[must_use]
    pub fn new(title: &str) -> Self {
        show(&format!("{title:<76}{:>14}", "at most"));
        Self { missed: false }
    }

    /// A figure that nothing is asked of: the work that others are compared with.
    pub fn tell(&self, what: &str, figure: &dyn fmt::Display) {
        show(&format!("{what:<64}{figure:>12}"));
    }

    /// How many times as long as other work something may take.
    pub fn ratio(&mut self, what: &str, (took, over): (Duration, Duration), most: f64) {
        let ratio = took.as_secs_f64() / over.as_secs_f64();
        self.limit(what, (ratio, most), "x");
    }

    /// How many milliseconds something may take.
    pub fn millis(&mut self, what: &str, took: Duration, most: f64) {
        self.limit(what, (took.as_secs_f64() * 1e3, most), " ms");
    }

    /// How much of something there may be.
    pub fn limit(&mut self, what: &str, (figure, most): (f64, f64), unit: &str) {
        let missed = figure > most * NOISE;
        self.missed |= missed;
        let mark = if missed { "  missed" } else { "" };
        let (figure, most) = (format!("{figure:.2}{unit}"), format!("{most:.2}{unit}"));
        show(&format!("{what:<64}{figure:>12}{most:>14}{mark}"));
    }

    /// What the program ends with.
    #[must_use]
    pub fn end(self) -> ExitCode {
        if self.missed {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        }
    }
}

#[expect(clippy::print_stdout, reason = "a benchmark tells its figures")]
fn show(line: &str) {
    println!("{line}");
}

/// How long something takes, and what it comes to.
///
/// # Errors
/// As the work itself.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
pub fn timed<T>(act: impl FnOnce() -> Outcome<T>) -> Outcome<(Duration, T)> {
    let start = Instant::now();
    let done = act()?;
    Ok((start.elapsed(), done))
}

/// How much of the processor something takes, and what it comes to: what others do on the machine meanwhile does not count, and
/// waiting does not either.
///
/// # Errors
/// As the work itself.
pub fn worked<T>(act: impl FnOnce() -> Outcome<T>) -> Outcome<(Duration, T)> {
    let spent = || Duration::try_from(clock_gettime(ClockId::ProcessCPUTime));
    let start = spent()?;
    let done = act()?;
    Ok((spent()?.saturating_sub(start), done))
}

/// A time at a place among others, in percent.
#[must_use]
pub fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    let place = times.len().saturating_sub(1) * percent / 100;
    times.get(place).copied().unwrap_or_default()
}

/// A duration in milliseconds.
#[must_use]
pub fn ms(took: Duration) -> String {
    format!("{:.1} ms", took.as_secs_f64() * 1e3)
}

/// Megabytes of this process, by the name that Linux has for them.
///
/// # Errors
/// The system does not tell.
pub fn resident(field: &str) -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(number.ok_or("the system does not tell")?.parse::<f64>()? / 1024.0)
}

/// Has Linux count the highest from here on.
///
/// # Errors
/// The system does not let it.
pub fn forget_the_peak() -> Outcome<()> {
    std::fs::write("/proc/self/clear_refs", "5")?;
    Ok(())
}
