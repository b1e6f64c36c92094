//! The place behind a mailbox: a folder on this computer, or a bucket of an S3-compatible store.
//!
//! Invariant: what is written is there whole or not at all, and nothing longer than a message is read back.

use inkling_token::mailbox::{MailboxSettings, Store};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, UpdateVersion,
};

use crate::courier::{self, Courier};
use crate::{Limits, MailboxError};

/// An opened place. It holds the store's credentials and has no `Debug`.
pub(crate) struct Shelf {
    kind: Kind,
    limits: Limits,
}

enum Kind {
    Folder(LocalFileSystem),
    Bucket(Box<AmazonS3>),
}

impl Shelf {
    /// Opens a folder, or gets ready to call a store; nothing is called yet. What the settings do not say is not looked
    /// for anywhere else: no environment, no profile, no metadata address.
    ///
    /// # Errors
    /// [`MailboxError::Misconfigured`] for settings that no place can have, or why the folder cannot be opened.
    pub(crate) fn open(settings: &MailboxSettings, limits: Limits) -> Result<Self, MailboxError> {
        settings.check().map_err(|_| MailboxError::Misconfigured)?;
        let kind = match &settings.store {
            Store::Folder { path } => {
                Kind::Folder(LocalFileSystem::new_with_prefix(path)?.with_fsync(true))
            }
            Store::S3 {
                endpoint,
                region,
                bucket,
                access_key_id,
                secret_access_key,
                certificate,
            } => {
                let courier = Courier::to(endpoint, certificate.as_deref(), limits)?;
                let bucket = AmazonS3Builder::new()
                    .with_endpoint(endpoint)
                    .with_allow_http(true) // Courier::to has decided which
                    .with_region(region)
                    .with_bucket_name(bucket)
                    .with_access_key_id(access_key_id)
                    .with_secret_access_key(secret_access_key.as_str())
                    .with_disable_bulk_delete(true)
                    .with_retry(courier::retry(limits))
                    .with_http_connector(courier)
                    .build()?;
                Kind::Bucket(Box::new(bucket))
            }
        };
        Ok(Self { kind, limits })
    }

    /// Writes, and says the store's mark for what was written.
    pub(crate) async fn put(
        &self,
        place: &Path,
        body: &str,
        content_type: &'static str,
        mode: PutMode,
    ) -> object_store::Result<Option<String>> {
        let body = body.to_owned().into();
        let put = match &self.kind {
            Kind::Folder(folder) => {
                let mode = unconditional(folder, place, mode).await?;
                let put = folder.put_opts(place, body, mode.into()).await?;
                #[cfg(unix)]
                readable(folder, place).await?;
                put
            }
            Kind::Bucket(bucket) => {
                // Whoever keeps a copy on the way to the shop asks before using it: a revocation is seen at once.
                let attributes = Attributes::from_iter([
                    (Attribute::ContentType, content_type),
                    (Attribute::CacheControl, "no-cache"),
                ]);
                let options = PutOptions {
                    attributes,
                    ..mode.into()
                };
                bucket.put_opts(place, body, options).await?
            }
        };
        Ok(put.e_tag)
    }

    /// What is there with the store's mark for it, if anything is.
    pub(crate) async fn get(
        &self,
        place: &Path,
    ) -> Result<Option<(Vec<u8>, Option<String>)>, MailboxError> {
        let got = match self.store().get(place).await {
            Ok(got) if got.meta.size > self.limits.bytes => Err(MailboxError::Misconfigured),
            Ok(got) => Ok(got),
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(error) => Err(error.into()),
        }?;
        let etag = got.meta.e_tag.clone();
        Ok(Some((got.bytes().await?.to_vec(), etag)))
    }

    pub(crate) async fn delete(&self, place: &Path) -> object_store::Result<()> {
        self.store().delete(place).await
    }

    fn store(&self) -> &dyn ObjectStore {
        match &self.kind {
            Kind::Folder(folder) => folder,
            Kind::Bucket(bucket) => bucket.as_ref(),
        }
    }
}

/// A folder has no conditional write: its mark is compared first. The vault is the only one that writes there.
async fn unconditional(
    folder: &LocalFileSystem,
    place: &Path,
    mode: PutMode,
) -> object_store::Result<PutMode> {
    let PutMode::Update(UpdateVersion { e_tag: seen, .. }) = mode else {
        return Ok(mode);
    };
    match folder.head(place).await {
        Ok(there) if there.e_tag == seen => Ok(PutMode::Overwrite),
        Ok(_) | Err(Error::NotFound { .. }) => Err(Error::Precondition {
            path: place.to_string(),
            source: "another version is there".into(),
        }),
        Err(error) => Err(error),
    }
}

/// Whatever this person's files are by habit, the web server must be able to read this one.
#[cfg(unix)]
async fn readable(folder: &LocalFileSystem, place: &Path) -> object_store::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    use object_store::GetResultPayload::File;

    let failed = |source| Error::Generic {
        store: "folder",
        source: Box::new(source),
    };
    if let File(file, _) = folder.get(place).await?.payload {
        let mut permissions = file.metadata().map_err(failed)?.permissions();
        permissions.set_mode(0o644);
        file.set_permissions(permissions).map_err(failed)?;
    }
    Ok(())
}
