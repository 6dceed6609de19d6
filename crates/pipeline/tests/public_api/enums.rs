//! Enums: every variant, with what it carries.

const THIRD: isize = 3;

#[non_exhaustive]
pub enum Status {
    Queued,
    Done(String, u32),
    Failed {
        code: u16,
        #[doc(hidden)]
        trace: String,
        message: Option<String>,
    },
    #[deprecated]
    Paused,
    #[non_exhaustive]
    Later { at: u64 },
    #[doc(hidden)]
    Internal,
    Partly(u8, #[doc(hidden)] u8),
    #[cfg(feature = "beta")]
    Beta,
    #[cfg(test)]
    InTests,
}

#[repr(isize)]
pub enum Number {
    One = 1,
    Two = -2,
    Three = THIRD,
    Four = 2 + 2,
}

pub enum Either<L, R = L> {
    Left(L),
    Right(R),
}

pub enum Never {}

enum Private {
    Variant,
}
