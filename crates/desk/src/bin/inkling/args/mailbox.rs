//! `inkling mailbox`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Where shops fetch while this computer is off.
#[derive(Debug, Subcommand)]
pub(crate) enum Mailbox {
    /// Show it.
    Show,
    /// Use a folder that something else makes public.
    Folder {
        /// The folder.
        path: String,
        /// The address at which it can be read.
        #[arg(long, value_name = "URL")]
        public_url: String,
    },
    /// Use a bucket of an S3-compatible store.
    S3(S3),
    /// Turn it off.
    Off,
}

/// A bucket of an S3-compatible store.
#[derive(Debug, Args)]
pub(crate) struct S3 {
    /// For example https://s3.example
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: String,
    /// Its region, where the store has any.
    #[arg(long, default_value = "auto")]
    pub(crate) region: String,
    /// Its name.
    #[arg(long)]
    pub(crate) bucket: String,
    /// Public half of the credentials.
    #[arg(long, value_name = "ID")]
    pub(crate) access_key_id: String,
    /// File whose first line is the secret half of the credentials.
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: PathBuf,
    /// PEM file of a certificate authority of your own.
    #[arg(long, value_name = "FILE")]
    pub(crate) certificate: Option<PathBuf>,
    /// The address at which the bucket can be read.
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: String,
}
