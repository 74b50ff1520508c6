import { app } from '@azure/functions';

app.storageBlob('storageBlobTrigger1', {
    path: 'samples-workitems/{name}',
    source: 'EventGrid',
    connection: '',
    handler: (blob, context) => {
        context.log(`Storage blob function processed blob "${context.triggerMetadata.name}" with size ${blob.length} bytes`);
    }
});
